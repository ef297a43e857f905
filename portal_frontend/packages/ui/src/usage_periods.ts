import type { Grain } from "@minamoto/api/mypage";
import { shiftDays, shiftMonths } from "./format";

export interface Days {
  /** First civil day. */
  from: string;
  /** The civil day after the last. */
  to: string;
}

const YEARS_SHOWN = 5;

/** Return the stretch that a chart of this grain shows around a day: a day, a month, a year or five years. */
export function stretchAround(day: string, grain: Grain): Days {
  switch (grain) {
    case "half_hour":
    case "hour":
      return { from: day, to: shiftDays(day, 1) };
    case "day":
      return { from: `${day.slice(0, 7)}-01`, to: `${shiftMonths(day, 1)}-01` };
    case "month":
      return yearsFrom(Number(day.slice(0, 4)), 1);
    case "year":
      return yearsFrom(Number(day.slice(0, 4)) - YEARS_SHOWN + 1, YEARS_SHOWN);
  }
}

/** Return the stretch before (-1) or after (1). */
export function neighbour(days: Days, grain: Grain, direction: -1 | 1): Days {
  switch (grain) {
    case "half_hour":
    case "hour":
      return stretchAround(shiftDays(days.from, direction), grain);
    case "day":
      return stretchAround(`${shiftMonths(days.from, direction)}-01`, grain);
    case "month":
      return yearsFrom(Number(days.from.slice(0, 4)) + direction, 1);
    case "year":
      return yearsFrom(Number(days.from.slice(0, 4)) + direction * YEARS_SHOWN, YEARS_SHOWN);
  }
}

/** Return the next finer grain that this meter has, if any. */
export function finer(grain: Grain, grains: readonly Grain[]): Grain | null {
  const order: Grain[] = ["year", "month", "day", "half_hour"];
  const next = order[order.indexOf(grain) + 1];
  return next && grains.includes(next) ? next : null;
}

function yearsFrom(year: number, count: number): Days {
  return { from: `${year}-01-01`, to: `${year + count}-01-01` };
}
