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
    expect(sentence).toContain("40 seconds");
  });
  it.each([
    new TypeError("Failed to fetch dynamically imported module: http://localhost/assets/session-1.js"),
    new TypeError("error loading dynamically imported module: http://localhost/assets/session-1.js"),
    new TypeError("Importing a module script failed."),
    new Error("Unable to preload CSS for /assets/session-1.css"),
    // The same through packages that give every failure a code.
    new AppError("MATRIX_UNEXPECTED", "Failed to fetch dynamically imported module: http://localhost/assets/a.js"),
    new AppError("MATRIX_UNEXPECTED", "WebAssembly.instantiateStreaming(): Incorrect response MIME type"),
  ])("says of a missing part that only a reload helps: %s", (thrown) => {
    expect(explain(thrown, t)).toMatchObject({ sentence: sharedStrings.en.partMissing, reload: true });
  });
  it("has words for what it does not know", () => {
    expect(explain("boom", t)).toMatchObject({ sentence: unexpected, details: "MATRIX_UNEXPECTED\nboom" });
    expect(explain(new TypeError("Failed to fetch"), t).sentence).toBe(sharedStrings.en.offline);
  });
});
