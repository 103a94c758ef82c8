import { createManualClock } from "@parley/testkit";
import { describe, expect, it, vi } from "vitest";
import type { HighlightRequest } from "./highlight.worker.ts";
import { createHighlighter, type HighlightWorker } from "./highlighter.ts";
import { languageNamed } from "./language-names.ts";
import { tokensOf } from "./tokens.ts";

function rig(work: (request: HighlightRequest) => unknown) {
  const clock = createManualClock();
  const terminate = vi.fn();
  let started = 0;
  const start = (): HighlightWorker => {
    started += 1;
    const worker: HighlightWorker = {
      onmessage: null,
      onerror: null,
      terminate,
      postMessage(request) {
        const lines = work(request);
        if (lines !== undefined) {
          queueMicrotask(() => worker.onmessage?.({ data: { id: request.id, lines } } as MessageEvent));
        }
      },
    };
    return worker;
  };
  return { clock, terminate, highlighter: createHighlighter(start, clock), started: () => started };
}

describe("code in colours", () => {
  it("knows what its pieces are", async () => {
    const [line] = await tokensOf("typescript", 'const a = "b"; // c');
    expect(line?.map(({ kind, text }) => [kind, text.trim()])).toEqual([
      ["keyword", "const"],
      ["constant", "a"],
      ["keyword", "="],
      ["string", '"b"'],
      [null, ";"],
      ["comment", "// c"],
    ]);
  });

  it.each([
    ["ts", "typescript"],
    ["PY", "python"],
    ["c++", "cpp"],
    ["constructor", null],
    ["nonsense", null],
    ["", null],
  ])("takes %s for %s", (name, language) => {
    expect(languageNamed(name)).toBe(language);
  });

  it("asks once, and for nothing that is too long or unknown", async () => {
    const work = vi.fn(() => [[{ kind: null, text: "x" }]]);
    const { highlighter, started } = rig(work);
    expect(await highlighter.lines("ts", "x")).toHaveLength(1);
    expect(await highlighter.lines("ts", "x")).toHaveLength(1);
    expect(highlighter.peek("ts", "x")).toHaveLength(1);
    expect(await highlighter.lines("ts", "x".repeat(30_000))).toBeNull();
    expect(await highlighter.lines("nonsense", "x")).toBeNull();
    expect(work).toHaveBeenCalledTimes(1);
    expect(started()).toBe(1);
  });

  it("ends the work on what takes too long, and goes on with the next", async () => {
    const { highlighter, clock, terminate, started } = rig(({ code }) => (code === "bomb" ? undefined : []));
    const bomb = highlighter.lines("ts", "bomb");
    clock.tick(5_000);
    expect(await bomb).toBeNull();
    expect(terminate).toHaveBeenCalledTimes(1);
    expect(highlighter.peek("ts", "bomb")).toBeNull();
    expect(await highlighter.lines("ts", "calm")).toEqual([]);
    expect(started()).toBe(2);
    expect(clock.waiting).toBe(0);
  });
});
