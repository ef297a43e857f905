import { expect, test } from "vitest";
import { magnitude, signOf, subtract } from "./decimal";

test("differences of decimals are exact", () => {
  expect(subtract("131.2", "140.95")).toBe("-9.75");
  expect(subtract("0.3", "0.1")).toBe("0.2");
  expect(subtract("10", "9.999")).toBe("0.001");
  expect(subtract("5", "5.0")).toBe("0.0");
});

test("a sign is told from the digits, and none from nought", () => {
  expect(signOf("-0.00")).toBe(0);
  expect(signOf("-0.01")).toBe(-1);
  expect(signOf("3")).toBe(1);
  expect(magnitude("-9.75")).toBe("9.75");
});
