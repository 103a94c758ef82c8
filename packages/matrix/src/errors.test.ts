import { expect, it } from "vitest";
import { RefusedError } from "./auth/homeserver.ts";
import { mapped, toMatrixError } from "./errors.ts";

it("carries on how long to wait after a 429", () => {
  const fault = toMatrixError(new RefusedError(429, { errcode: "M_LIMIT_EXCEEDED", retry_after_ms: 1234 }));
  expect(fault).toMatchObject({ code: "MATRIX_RATE_LIMITED", retryable: true, retryAfterMs: 1234 });
});

it("knows a homeserver that is down behind its proxy from one that refuses", () => {
  expect(toMatrixError(new RefusedError(502, {})).code).toBe("MATRIX_UNREACHABLE");
  expect(toMatrixError(new RefusedError(403, { errcode: "M_FORBIDDEN" }))).toMatchObject({
    code: "MATRIX_FORBIDDEN",
    retryable: false,
  });
});

it("gives a code another meaning where the request does", async () => {
  const refuse = () => Promise.reject(new RefusedError(403, { errcode: "M_FORBIDDEN" }));
  await expect(mapped(refuse, { M_FORBIDDEN: "MATRIX_WRONG_PASSWORD" })).rejects.toMatchObject({
    code: "MATRIX_WRONG_PASSWORD",
  });
});

it("does not take a fault of ours for a missing network", () => {
  expect(toMatrixError(new TypeError("x is undefined")).code).toBe("MATRIX_UNEXPECTED");
});

it("keeps nothing of the request in the message", () => {
  const fault = toMatrixError(new RefusedError(400, { errcode: "M_UNKNOWN", error: "x".repeat(5000) }));
  expect(fault.message.length).toBeLessThan(400);
});
