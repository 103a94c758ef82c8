import { parseJson } from "@parley/agents";
import { expect, test } from "vitest";
import { answerOf, toolsOf } from "./tool-of.ts";

const call = async () => ({ parts: [] });
const offer = (name: string, extra: object = {}) => ({ name, inputSchema: { type: "object" as const, ...extra } });
const of = (offered: Parameters<typeof toolsOf>[1]) =>
  toolsOf({ name: "far", unasked: [], run: { type: "http", url: "https://far.example/mcp", headers: {} } }, offered, {
    call,
    parse: parseJson,
  });

test("what no provider would take, and what is too much, is left out and counted", () => {
  const deep = (levels: number): object => (levels === 0 ? {} : { properties: { a: deep(levels - 1) } });
  const { tools, leftOut } = of([
    offer("good"),
    offer("good"),
    offer("with space"),
    offer("n".repeat(60)),
    offer("large", { description: "x".repeat(20_000) }),
    offer("deep", deep(40)),
    offer(""),
  ]);
  expect([tools.map(({ name }) => name), leftOut]).toEqual([["far__good"], 6]);
  expect(of(Array.from({ length: 100 }, (_, at) => offer(`t${at}`))).tools).toHaveLength(64);
  const wide = of(Array.from({ length: 40 }, (_, at) => offer(`t${at}`, { description: "x".repeat(10_000) })));
  expect(wide.tools.length * 10_000).toBeLessThanOrEqual(128 * 1024);
});

test("an answer holds so much and no more", () => {
  const text = (words: string) => ({ type: "text" as const, text: words });
  const { parts } = answerOf({ content: Array.from({ length: 50 }, () => text("x".repeat(50_000))) });
  expect(JSON.stringify(parts).length).toBeLessThan(70_000);
  expect(parts).toHaveLength(21);
  const image = (data: string, mimeType: string) => ({ type: "image" as const, data, mimeType });
  const shown = answerOf({
    content: [image("aa", "image/png"), image("aa", "image/svg+xml"), image("a".repeat(2_000_000), "image/png")],
  });
  expect(shown.parts.map(({ type }) => type)).toEqual(["image", "text", "text"]);
  expect(answerOf({ content: [], structuredContent: { a: 1 } }).parts).toEqual([text('{"a":1}')]);
  expect(answerOf({ content: [text("no")], isError: true }).outcome).toBe("failed");
});
