import type { UsagePoint, UsageSeries } from "@minamoto/api/mypage";
import { inTokyo, shiftDays, useFormat } from "./format";
import { useServiceWords } from "./service_words";
import type { Days } from "./usage_periods";
import { useUsageWords } from "./usage_words";
import { useUiWords } from "./words";

/** Return the civil days of a point; the end is not part of it. */
export function daysOf(point: UsagePoint): Days {
  return { from: point.day, to: inTokyo(point.ends_at).date };
}

/** Where meters are read in mid-month, a month of usage is the stretch between two readings. */
export function isWholeMonth({ from, to }: Days): boolean {
  return from.endsWith("-01") && to.endsWith("-01");
}

/** How the points of a series are named: on the axis, in full, and aloud. */
export function useUsageTexts(series: UsageSeries) {
  const words = useUsageWords();
  const ui = useUiWords();
  const format = useFormat();
  const unit = useServiceWords().unit[series.unit];
  const { grain, period } = series;
  const single = period.days === 1;

  function stretch(): string {
    const wholeMonth = period.start.endsWith("-01") && period.end.endsWith("-01");
    if (single) return format.date(period.start);
    if (grain === "day" && wholeMonth && period.days <= 31) return format.month(period.start);
    if (grain === "month" && period.start.endsWith("01-01") && period.days <= 366)
      return format.year(period.start);
    // Stretches between readings are called by the months that they end in: their days would fill two lines.
    if (grain === "month") return words.slot(format.month(period.start), format.month(period.last_day));
    if (grain === "year") return `${format.year(period.start)}–${format.year(period.last_day)}`;
    return format.period(period.start, period.end);
  }

  function full(point: UsagePoint): string {
    const days = daysOf(point);
    const lastDay = shiftDays(days.to, -1);
    const from = inTokyo(point.starts_at).time;
    const until = inTokyo(point.ends_at).time;
    const slot = words.slot(from, until === "00:00" ? "24:00" : until);
    switch (grain) {
      case "half_hour":
      case "hour":
        return single ? slot : `${format.dayOfYear(point.day)} ${slot}`;
      case "day":
        return format.dayOfYear(point.day);
      case "month":
        return isWholeMonth(days)
          ? format.month(days.from)
          : `${format.shortMonth(lastDay)}${format.aside(format.period(days.from, days.to))}`;
      case "year":
        return format.year(point.day);
    }
  }

  /** The name of a point where a phone leaves it little room. */
  function brief(point: UsagePoint): string {
    return grain === "month" ? format.month(shiftDays(daysOf(point).to, -1)) : full(point);
  }

  function axis(point: UsagePoint): string {
    switch (grain) {
      case "half_hour":
      case "hour": {
        const { time } = inTokyo(point.starts_at);
        return time.endsWith(":00") ? String(Number(time.slice(0, 2))) : "";
      }
      case "day":
        return String(Number(point.day.slice(8, 10)));
      case "month":
        // A stretch between readings is called by the month that it ends in, as its bill is.
        return format.shortMonth(shiftDays(daysOf(point).to, -1));
      case "year":
        return point.day.slice(0, 4);
    }
  }

  function value(point: UsagePoint): string {
    return point.quantity === null ? ui.noValue : format.quantity(point.quantity, unit);
  }

  function doubt(point: UsagePoint): string | null {
    if (point.state === "estimated") return ui.estimated;
    return point.state === "partial" ? ui.partial : null;
  }

  function spoken(point: UsagePoint): string {
    const parts = [full(point), value(point), doubt(point)];
    if (point.last_year_quantity !== null)
      parts.push(`${words.before} ${format.quantity(point.last_year_quantity, unit)}`);
    if (point.amount_yen !== null) parts.push(words.about(format.yen(point.amount_yen)));
    return parts.filter(Boolean).join(format.locale === "ja" ? "、" : ", ");
  }

  return { unit, stretch: stretch(), full, brief, axis, value, doubt, spoken };
}
