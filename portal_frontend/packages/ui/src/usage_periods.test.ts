import { expect, test } from "vitest";
import { finer, neighbour, stretchAround } from "./usage_periods";

test("each grain shows its own stretch around a day", () => {
  expect(stretchAround("2026-11-20", "half_hour")).toEqual({ from: "2026-11-20", to: "2026-11-21" });
  expect(stretchAround("2026-12-31", "day")).toEqual({ from: "2026-12-01", to: "2027-01-01" });
  expect(stretchAround("2026-11-20", "month")).toEqual({ from: "2026-01-01", to: "2027-01-01" });
  expect(stretchAround("2026-11-20", "year")).toEqual({ from: "2022-01-01", to: "2027-01-01" });
});

test("going back and forth leads to where one was", () => {
  for (const grain of ["half_hour", "day", "month", "year"] as const) {
    const here = stretchAround("2026-03-31", grain);

    expect(neighbour(neighbour(here, grain, -1), grain, 1)).toEqual(here);
  }
});

test("only a grain that the meter has can be opened", () => {
  expect(finer("day", ["half_hour", "day", "month"])).toBe("half_hour");
  expect(finer("month", ["month", "year"])).toBeNull();
});
