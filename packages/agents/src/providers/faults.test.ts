import { describe, expect, it } from "vitest";
import { faultOfStatus, faultOfThrown } from "./faults.ts";

describe("faults of providers", () => {
  it.each([
    [{ "retry-after": "2" }, 2_000],
    [{ "retry-after-ms": "350", "retry-after": "9" }, 350],
    [{ "retry-after": "Sun, 22 Nov 2026 10:00:30 GMT", "date": "Sun, 22 Nov 2026 10:00:00 GMT" }, 30_000],
    [{ "retry-after": "Sun, 22 Nov 2026 10:00:30 GMT" }, undefined],
    [{ "retry-after": "soon" }, undefined],
    [{ "retry-after": "-3" }, undefined],
    [{}, undefined],
  ])("say how long to wait: %o", (headers, expected) => {
    expect(faultOfStatus({ status: 429, message: "slow down", headers }, []).retryAfterMs).toBe(expected);
  });

  it("are not tried again where the money is spent", () => {
    const fault = faultOfStatus({ status: 429, message: "You exceeded your current quota, check your billing" }, []);
    expect([fault.kind, fault.retryable]).toEqual(["rate_limit", false]);
  });

  it("know a full context by its many names, and by no word alone", () => {
    const kind = (message: string) => faultOfStatus({ status: 400, message }, []).kind;
    for (const message of [
      "This model's maximum context length is 8192 tokens",
      "prompt is too long: 210000 tokens > 200000 maximum",
      "The input token count (1200000) exceeds the maximum number of tokens allowed",
      "Input is too long for requested model.",
      "the request exceeds the available context size",
    ]) {
      expect(kind(message)).toBe("context_length");
    }
    expect(kind("tools: the context of this schema is not valid")).toBe("unknown");
  });

  it("are short, on one line and free of keys", () => {
    const fault = faultOfThrown(new Error(`no\nsk-secret-key ${"x".repeat(900)}`), ["sk-secret-key"]);
    expect(fault.message).toMatch(/^no \[key\] x+$/);
    expect(fault.message.length).toBeLessThanOrEqual(300);
    expect(faultOfThrown(undefined, []).message).not.toBe("");
  });
});
