import { expect, test } from "vitest";
import { problemFrom } from "./problem";

test("problem details are read, with the message of each field", async () => {
  const body = { status: 400, code: "password-too-weak", detail: "短すぎます。", pointer: "/new_password" };

  const error = await problemFrom(Response.json(body, { status: 400 }));

  expect(error.code).toBe("password-too-weak");
  expect(error.fieldMessage("/new_password")).toBe("短すぎます。");
  expect(error.fieldMessage("/email")).toBeNull();
});

test("an error page that is no JSON is still a problem", async () => {
  const response = new Response("<html>", { status: 502, headers: { "Retry-After": "30" } });

  const error = await problemFrom(response);

  expect(error.status).toBe(502);
  expect(error.retryAfterSeconds).toBe(30);
});
