import { describe, expect, it } from "vitest";
import { AppError, messageOf } from "./errors.ts";
import { createId, createSecret } from "./ids.ts";

describe("AppError", () => {
  it("keeps code, cause and retry advice, and is not retryable unless said", () => {
    const cause = new Error("socket");
    const error = new AppError("PART_DOWN", "The homeserver does not answer.", { retryAfterMs: 500, cause });
    expect(error).toMatchObject({ code: "PART_DOWN", retryable: false, retryAfterMs: 500, cause });
    expect(error).toBeInstanceOf(Error);
  });

  it("has a message for whatever is thrown", () => {
    expect(messageOf(new TypeError(""))).toBe("TypeError");
    expect(messageOf("text")).toBe("text");
    expect(messageOf(undefined)).toBe("unknown error");
  });
});

describe("ids", () => {
  it("puts 128 bits behind the prefix and 256 into a secret, without padding", () => {
    const zeros = { bytes: (length: number) => new Uint8Array(length).fill(255) };
    expect(createId("inv", zeros)).toBe("inv______________________w");
    expect(createSecret(zeros)).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(createSecret()).not.toBe(createSecret());
  });
});
