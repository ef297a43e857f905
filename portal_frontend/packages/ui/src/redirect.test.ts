import { expect, test } from "vitest";
import { innerAddress } from "./redirect";

test("a login goes on to the page that was asked for", () => {
  expect(innerAddress("/payment?payment=pay_1")).toEqual({ to: "/payment", search: { payment: "pay_1" } });
  expect(innerAddress(undefined)).toEqual({ to: "/", search: {} });
});

test("a login never goes on to another site", () => {
  for (const foreign of [
    "//evil.example/x",
    "https://evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
  ]) {
    expect(innerAddress(foreign).to).toBe("/");
  }
});
