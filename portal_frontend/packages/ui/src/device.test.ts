import { expect, test } from "vitest";
import { deviceName } from "./device";

test("a device is told by its browser and system", () => {
  const iphone =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1";
  const edge =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0";

  expect(deviceName(iphone)).toBe("Safari (iPhone)");
  expect(deviceName(edge)).toBe("Edge (Windows)");
});

test("what is not known stays as it was sent", () => {
  expect(deviceName("curl/8.0")).toBe("curl/8.0");
});
