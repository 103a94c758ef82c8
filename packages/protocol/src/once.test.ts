import { expect, test } from "vitest";
import { connectParams, requestFrame } from "./frames.ts";
import { methods } from "./index.ts";

test("what each frame is read by is made once", () => {
  expect(requestFrame()).toBe(requestFrame());
  expect(connectParams()).toBe(connectParams());
  for (const row of Object.values(methods)) expect(row.params()).toBe(row.params());
});
