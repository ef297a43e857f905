import { expect, test } from "vitest";
import { daysBetween, formatter, groupDigits, inTokyo, shiftDays, shiftMonths } from "./format";

const ja = formatter("ja");
const en = formatter("en");

test("yen is grouped and carries its unit in both languages", () => {
  expect(ja.yen(4969)).toBe("4,969円");
  expect(ja.yen(-520)).toBe("−520円");
  expect(en.yen(4969)).toBe("¥4,969");
  expect(en.yen(-1234567)).toBe("−¥1,234,567");
});

test("decimals keep every digit the server sent", () => {
  expect(groupDigits("12345678901234567890.1200")).toBe("12,345,678,901,234,567,890.1200");
  expect(groupDigits("-8.37")).toBe("−8.37");
});

test("a civil date is written with its weekday", () => {
  expect(ja.date("2026-11-20")).toBe("2026年11月20日（金）");
  expect(en.date("2026-11-20")).toBe("Fri, 20 November 2026");
});

test("a period names its last day, not the day after", () => {
  expect(ja.period("2026-10-05", "2026-11-05")).toBe("2026年10月5日〜11月4日");
  expect(ja.period("2025-12-05", "2026-01-05")).toBe("2025年12月5日〜2026年1月4日");
});

test("a moment is told in Japan's time, whatever its offset", () => {
  expect(inTokyo("2026-11-20T15:30:00Z")).toEqual({ date: "2026-11-21", time: "00:30" });
  expect(ja.moment("2026-11-21T00:30:00+09:00")).toBe("2026年11月21日（土） 00:30");
});

test("days and months move over the ends of years and Februaries", () => {
  expect(shiftDays("2026-12-31", 1)).toBe("2027-01-01");
  expect(shiftDays("2028-03-01", -1)).toBe("2028-02-29");
  expect(shiftMonths("2026-01", -1)).toBe("2025-12");
  expect(daysBetween("2026-02-01", "2026-03-01")).toBe(28);
});
