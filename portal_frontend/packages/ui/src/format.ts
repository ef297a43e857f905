import { useLocale, type Locale } from "./locale";

const WEEKDAYS_JA = ["日", "月", "火", "水", "木", "金", "土"] as const;

/** A civil date `YYYY-MM-DD`, as the API writes it. It names a day, not a moment, so no zone touches it. */
interface CivilDate {
  year: number;
  month: number;
  day: number;
  weekday: number;
}

function civil(text: string): CivilDate {
  const [year = 0, month = 1, day = 1] = text.slice(0, 10).split("-").map(Number);
  return { year, month, day, weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay() };
}

function english(text: string, options: Intl.DateTimeFormatOptions): string {
  const { year, month, day } = civil(text);
  return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" }).format(
    new Date(Date.UTC(year, month - 1, day)),
  );
}

/** Group digits of a decimal string without passing through a float: `"1234.50"` -> `"1,234.50"`. */
export function groupDigits(text: string): string {
  const negative = text.startsWith("-");
  const [whole = "0", fraction] = (negative ? text.slice(1) : text).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return `${negative ? "−" : ""}${grouped}${fraction === undefined ? "" : `.${fraction}`}`;
}

/** Everything a screen writes in figures, in one language. */
export function formatter(locale: Locale) {
  const ja = locale === "ja";
  return {
    locale,
    /** `4,969円` / `¥4,969`. */
    yen: (amount: number) => {
      const figure = groupDigits(String(Math.abs(amount)));
      const sign = amount < 0 ? "−" : "";
      return ja ? `${sign}${figure}円` : `${sign}¥${figure}`;
    },
    /** The figure alone, for layouts that set the unit apart. */
    figure: (amount: number | string) => groupDigits(String(amount)),
    /** A quantity as the API's decimal string, with its unit. */
    quantity: (value: string | number, unit: string) => `${groupDigits(String(value))} ${unit}`.trimEnd(),
    /** Words set aside: `（推定）` / ` (estimated)`. */
    aside: (text: string) => (ja ? `（${text}）` : ` (${text})`),
    count: (value: number) => groupDigits(String(value)),
    /** `2026年11月20日（金）` / `Fri, 20 November 2026`. */
    date: (text: string) => {
      const { year, month, day, weekday } = civil(text);
      if (ja) return `${year}年${month}月${day}日（${WEEKDAYS_JA[weekday]}）`;
      return english(text, { weekday: "short", day: "numeric", month: "long", year: "numeric" });
    },
    /** `11月20日（金）` / `Fri, 20 Nov`. */
    dayOfYear: (text: string) => {
      const { month, day, weekday } = civil(text);
      if (ja) return `${month}月${day}日（${WEEKDAYS_JA[weekday]}）`;
      return english(text, { weekday: "short", day: "numeric", month: "short" });
    },
    /** `2026年11月` / `November 2026`, from `YYYY-MM` or a date in the month. */
    month: (text: string) => {
      const { year, month } = civil(text);
      return ja
        ? `${year}年${month}月`
        : english(`${text.slice(0, 7)}-01`, { month: "long", year: "numeric" });
    },
    /** `11月` / `Nov`. */
    shortMonth: (text: string) =>
      ja ? `${civil(text).month}月` : english(`${text.slice(0, 7)}-01`, { month: "short" }),
    year: (text: string) => (ja ? `${civil(text).year}年` : String(civil(text).year)),
    /** A span whose end is not part of it, told by its first and last day. */
    period: (from: string, until: string) => {
      const last = shiftDays(until, -1);
      const a = civil(from);
      const b = civil(last);
      if (ja) {
        const end = a.year === b.year ? `${b.month}月${b.day}日` : `${b.year}年${b.month}月${b.day}日`;
        return `${a.year}年${a.month}月${a.day}日〜${end}`;
      }
      const short: Intl.DateTimeFormatOptions = { day: "numeric", month: "short" };
      const full: Intl.DateTimeFormatOptions = { ...short, year: "numeric" };
      return `${english(from, a.year === b.year ? short : full)} – ${english(last, full)}`;
    },
    /** A moment (RFC 3339) in Japan's time: `2026年11月20日（金） 14:05`. */
    moment: (text: string) => {
      const tokyo = inTokyo(text);
      return ja
        ? `${formatter("ja").date(tokyo.date)} ${tokyo.time}`
        : `${formatter("en").date(tokyo.date)}, ${tokyo.time} (JST)`;
    },
    /** A moment, dense: `2026/11/20 14:05`. */
    stamp: (text: string) => {
      const tokyo = inTokyo(text);
      return `${tokyo.date.replaceAll("-", "/")} ${tokyo.time}`;
    },
    /** A civil date, dense: `2026/11/20`. */
    shortDate: (text: string) => text.slice(0, 10).replaceAll("-", "/"),
  };
}

export type Format = ReturnType<typeof formatter>;

const TOKYO_OFFSET_MS = 9 * 60 * 60 * 1000; // no daylight saving since 1951

/** Return the civil date and the clock time in Japan of a moment written in RFC 3339. */
export function inTokyo(text: string): { date: string; time: string } {
  const shifted = new Date(new Date(text).getTime() + TOKYO_OFFSET_MS).toISOString();
  return { date: shifted.slice(0, 10), time: shifted.slice(11, 16) };
}

/** Return today's civil date in Japan. The only clock that screens read. */
export function todayInTokyo(): string {
  return inTokyo(new Date().toISOString()).date;
}

/** Move a civil date by whole days. */
export function shiftDays(text: string, days: number): string {
  const { year, month, day } = civil(text);
  return new Date(Date.UTC(year, month - 1, day + days)).toISOString().slice(0, 10);
}

/** Move a month `YYYY-MM` by whole months. */
export function shiftMonths(text: string, months: number): string {
  const { year, month } = civil(text);
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 7);
}

/** Return how many days lie from one civil date to another. */
export function daysBetween(from: string, until: string): number {
  const a = civil(from);
  const b = civil(until);
  return Math.round(
    (Date.UTC(b.year, b.month - 1, b.day) - Date.UTC(a.year, a.month - 1, a.day)) / 86_400_000,
  );
}

export function useFormat(): Format {
  return formatter(useLocale().locale);
}
