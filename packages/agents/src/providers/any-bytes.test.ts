import { startFakeProvider } from "@parley/testkit/providers";
import { describe, expect, it } from "vitest";
import type { ModelRequest } from "../contract/model.ts";
import type { StreamPart } from "../contract/stream.ts";
import { fakeSettings } from "../testing/fake-settings.ts";
import { createDice } from "../testing/random.ts";
import { openModel } from "./open-model.ts";

const hello: ModelRequest = {
  system: "",
  messages: [{ role: "user", parts: [{ type: "text", text: "hello" }] }],
  tools: [{ name: "add", description: "Adds.", input: { type: "object" } }],
};

/** What a provider of each format sends, byte by byte. */
async function recorded(): Promise<Map<string, { bytes: Uint8Array<ArrayBuffer>; contentType: string }>> {
  const provider = await startFakeProvider();
  provider.always({
    parts: [
      { type: "reasoning", text: "let me think of it", signature: "s" },
      { type: "text", text: "Some words — and more." },
      { type: "tool-call", id: "call_1", name: "add", input: { a: [1, { b: "c" }] } },
    ],
  });
  const seen = new Map<string, { bytes: Uint8Array<ArrayBuffer>; contentType: string }>();
  for (const [name, settings] of Object.entries(fakeSettings(provider.url))) {
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const response = await globalThis.fetch(input, init);
      const bytes = new Uint8Array(await response.arrayBuffer());
      seen.set(name, { bytes, contentType: response.headers.get("content-type") ?? "" });
      return new Response(bytes, response);
    };
    const model = await openModel(settings, { name: "m" }, { fetch });
    for await (const part of model.stream(hello, new AbortController().signal)) void part;
  }
  await provider.close();
  return seen;
}

function isSound(part: StreamPart): boolean {
  if ("delta" in part) return typeof part.delta === "string";
  if (part.type === "tool-end") return typeof part.name === "string" && typeof part.input === "string";
  return part.type !== "usage" || Object.values(part.usage).every((count) => count >= 0);
}

describe("whatever bytes a provider sends", () => {
  it("the stream ends, with one end, and holds nothing but what the contract says", async () => {
    const dice = createDice(23);
    const bits = [
      "\n",
      "\n\n",
      "data: ",
      "{",
      "}",
      '"',
      "null",
      "[]",
      "\u0000",
      "0",
      "-1e999",
      '{"type":"error"}',
      "event: ",
    ].map((text) => new TextEncoder().encode(text));
    /** Cuts out, doubles, overwrites or puts in something, one to four times. */
    const spoil = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => {
      let spoilt = new Uint8Array(bytes);
      for (let times = dice(4); times >= 0; times--) {
        const from = dice(spoilt.length);
        const to = Math.min(spoilt.length, from + dice(dice(2) === 0 ? 4 : 400));
        const kind = dice(5);
        const bit = bits[dice(bits.length)] ?? new Uint8Array();
        const middle = [
          new Uint8Array(),
          spoilt.slice(from, to).reverse(),
          bit,
          Uint8Array.from([dice(256)]),
          spoilt.slice(0, to),
        ][kind];
        spoilt = new Uint8Array([...spoilt.slice(0, from), ...(middle ?? []), ...spoilt.slice(kind === 2 ? from : to)]);
      }
      return spoilt;
    };
    const said = new Set<string>();
    for (const [name, { bytes, contentType }] of await recorded()) {
      const settings = fakeSettings("http://mine.test")[name];
      if (settings === undefined) throw new Error(`no ${name}`);
      for (let round = 0; round < 30; round++) {
        const body = spoil(bytes);
        const fetch: typeof globalThis.fetch = async () =>
          new Response(body, {
            status: dice(10) === 0 ? 200 + dice(399) : 200,
            headers: { "content-type": contentType },
          });
        const model = await openModel(
          settings,
          { name: "m" },
          { fetch: dice(20) === 0 ? () => Promise.reject(new TypeError("no")) : fetch },
        );
        const parts: StreamPart[] = [];
        for await (const part of model.stream(hello, new AbortController().signal)) parts.push(part);
        const ends = parts.filter((part) => part.type === "finish" || part.type === "error");
        expect([name, round, ends.length, parts.at(-1) === ends[0], parts.every(isSound)]).toEqual([
          name,
          round,
          1,
          true,
          true,
        ]);
        said.add(ends[0]?.type ?? "");
      }
    }
    expect(said).toEqual(new Set(["finish", "error"]));
  }, 60_000);
});
