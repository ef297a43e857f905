import { expect, test } from "vitest";
import { labelEvery, ticks } from "./scale";

test("the lines of a chart are round and reach above the highest bar", () => {
  expect(ticks(13)).toEqual([0, 5, 10, 15]);
  expect(ticks(0.84)).toEqual([0, 0.5, 1]);
  expect(ticks(0)).toEqual([0, 1]);
});

test("labels thin out when bars are narrow", () => {
  expect(labelEvery(50, 30)).toBe(1);
  expect(labelEvery(7, 32)).toBe(5);
});
