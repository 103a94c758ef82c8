import { AppError } from "@parley/kernel";
import { errorCodes } from "@parley/protocol";
import { describe, expect, it } from "vitest";
import { explain } from "./explain.ts";
import { sharedStrings } from "./strings/index.ts";
import { speakerOf } from "./use-strings.ts";

const t = speakerOf<(typeof sharedStrings)["en"]>(sharedStrings as never, "en");
const unexpected = sharedStrings.en.unexpected;

describe("explain", () => {
  it.each(Object.keys(errorCodes))("has its own sentence for %s", (code) => {
    const { sentence, details } = explain(new AppError(code, "technical words"), t);
    expect(sentence).not.toBe(unexpected);
    expect(sentence).not.toContain(code);
    expect(details).toContain(code);
    expect(details).toContain("technical words");
  });
  it("says how long to wait when the far end said so", () => {
    const { sentence } = explain(new AppError("MATRIX_RATE_LIMITED", "429", { retryAfterMs: 40_000 }), t);
    expect(sentence).toContain("40 sec");
  });
  it("has words for what it does not know", () => {
    expect(explain("boom", t)).toMatchObject({ sentence: unexpected, details: "MATRIX_UNEXPECTED\nboom" });
    expect(explain(new TypeError("Failed to fetch"), t).sentence).toBe(sharedStrings.en.offline);
  });
});
