import type { UsagePoint, UsageSeries } from "@minamoto/api/mypage";
import { inTokyo, useFormat } from "./format";
import { useServiceWords } from "./service_words";
import { useUsageWords } from "./usage_words";
import { useUiWords } from "./words";

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
    if (grain === "year") return `${format.year(period.start)}–${format.year(period.last_day)}`;
    return format.period(period.start, period.end);
  }

  function full(point: UsagePoint): string {
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
        return format.month(point.day);
      case "year":
        return format.year(point.day);
    }
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
        return format.shortMonth(point.day);
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

  return { unit, stretch: stretch(), full, axis, value, doubt, spoken };
}
