import { expect, test } from "vitest";
import type { Message } from "../../contract/messages.ts";
import type { StreamPart } from "../../contract/stream.ts";
import type { ToolSpec } from "../../contract/tools.ts";
import { openModel } from "../open-model.ts";
import type { LocalPiece, LocalQuestion } from "../settings.ts";
import { decisionOf } from "./decision.ts";

const clock: ToolSpec = {
  name: "current_time",
  description: "Tells the time.",
  input: {
    type: "object",
    properties: { zone: { type: "string", maxLength: 40 }, style: { enum: ["short", "long"] } },
    required: ["zone"],
  },
};
const asked: Message = { role: "user", parts: [{ type: "text", text: "What time is it in Madrid?" }] };
const call = { type: "tool-call" as const, id: "c1", name: "current_time", input: { zone: "Europe/Madrid" } };
const result: Message = {
  role: "tool",
  results: [
    { callId: "c1", name: "current_time", parts: [{ type: "text", text: "12:30" }], outcome: "ok", origin: "own" },
  ],
};

const end = (outputTokens = 3): LocalPiece => ({ type: "end", reason: "stop", inputTokens: 10, outputTokens });
const said = (delta: string): LocalPiece => ({ type: "text", delta });

/** An engine that gives one list of pieces for each question. */
async function ask(answers: LocalPiece[][], messages: readonly Message[], tools: readonly ToolSpec[] = [clock]) {
  const questions: LocalQuestion[] = [];
  const local = {
    async *ask(question: LocalQuestion) {
      questions.push(question);
      yield* answers.shift() ?? [];
    },
  };
  const model = await openModel({ kind: "local" }, { name: "tiny.gguf" }, { fetch, local });
  const parts: StreamPart[] = [];
  const request = { system: "Be kind.", messages, tools, maxOutputTokens: 100 };
  for await (const part of model.stream(request, new AbortController().signal)) parts.push(part);
  return { questions, parts: parts.filter(({ type }) => type !== "alive") };
}

test("without tools it is asked once, and what it says is streamed", async () => {
  const { questions, parts } = await ask([[said("Hel"), said("lo"), end()]], [asked], []);
  expect(questions).toEqual([
    {
      model: "tiny.gguf",
      system: "Be kind.",
      turns: [{ role: "user", text: "What time is it in Madrid?" }],
      maxTokens: 100,
    },
  ]);
  expect(parts).toEqual([
    { type: "text", block: "text", delta: "Hel" },
    { type: "text", block: "text", delta: "lo" },
    { type: "usage", usage: { inputTokens: 10, outputTokens: 3 } },
    { type: "finish", reason: "stop" },
  ]);
});

test("with tools it chooses by a grammar; what need not be there and is null is left out", async () => {
  const choice = '{"tool":"current_time","input":{"zone":"Europe/Madrid","style":null}}';
  const { questions, parts } = await ask([[said(choice), end()]], [asked]);
  expect(questions[0]?.system).toMatch(/^Be kind\.\n\nYou can use tools\..*- current_time: Tells the time\./su);
  expect(questions[0]).toMatchObject({
    temperature: 0,
    shape: {
      oneOf: [
        {
          properties: {
            tool: { const: "current_time" },
            input: {
              type: "object",
              properties: {
                zone: { type: "string", maxLength: 40 },
                style: { oneOf: [{ enum: ["short", "long"] }, { type: "null" }] },
              },
            },
          },
        },
        { properties: { tool: { const: "reply" } } },
      ],
    },
  });
  expect(parts).toEqual([
    { type: "tool-begin", id: "local_1", name: "current_time" },
    { type: "tool-end", id: "local_1", name: "current_time", input: '{"zone":"Europe/Madrid"}' },
    { type: "usage", usage: { inputTokens: 10, outputTokens: 3 } },
    { type: "finish", reason: "tool-calls" },
  ]);
});

test("a choice to answer is followed by the answer, without tools, and both are counted", async () => {
  const { questions, parts } = await ask(
    [
      [said('{"tool":"reply"}'), end()],
      [said("Noon."), end(2)],
    ],
    [asked],
  );
  expect(questions[1]).toMatchObject({ system: "Be kind." });
  expect(questions[1]).not.toHaveProperty("shape");
  expect(parts).toEqual([
    { type: "text", block: "text", delta: "Noon." },
    { type: "usage", usage: { inputTokens: 20, outputTokens: 5 } },
    { type: "finish", reason: "stop" },
  ]);
});

test("the same call again, an unreadable choice and too many rounds all lead to the answer", async () => {
  const history: Message[] = [asked, { role: "assistant", parts: [call] }, result];
  const again = '{"tool":"current_time","input":{"zone":"Europe/Madrid"}}';
  const repeated = await ask(
    [
      [said(again), end()],
      [said("12:30"), end()],
    ],
    history,
  );
  expect(repeated.parts.at(-1)).toEqual({ type: "finish", reason: "stop" });
  expect(repeated.questions[0]?.turns).toEqual([
    { role: "user", text: "What time is it in Madrid?" },
    { role: "assistant", text: '{"tool":"current_time","input":{"zone":"Europe/Madrid"}}' },
    { role: "user", text: "Result of current_time:\n12:30" },
  ]);
  // What it sees in its own turns it writes again: where it is to answer, no call stands there.
  expect(repeated.questions[1]?.turns).toEqual([
    { role: "user", text: "What time is it in Madrid?\n\nResult of current_time:\n12:30" },
  ]);
  const broken = await ask(
    [
      [said('{"tool":"curr'), end()],
      [said("Noon"), end()],
    ],
    [asked],
  );
  expect(broken.parts[0]).toEqual({ type: "text", block: "text", delta: "Noon" });
  const rounds: Message[] = [asked];
  for (let round = 0; round < 4; round++) rounds.push({ role: "assistant", parts: [call] }, result);
  const tired = await ask([[said("12:30"), end()]], rounds);
  expect(tired.questions).toHaveLength(1);
  expect(tired.questions[0]).not.toHaveProperty("shape");
});

test("a fault ends the stream in either step, and an engine that just ends is a fault too", async () => {
  const fault = { kind: "unknown", message: "it ended", retryable: true } as const;
  expect((await ask([[{ type: "fault", fault }]], [asked])).parts).toEqual([{ type: "error", fault }]);
  expect(
    (
      await ask(
        [
          [said('{"tool":"reply"}'), end()],
          [said("No"), { type: "fault", fault }],
        ],
        [asked],
      )
    ).parts,
  ).toEqual([
    { type: "text", block: "text", delta: "No" },
    { type: "error", fault },
  ]);
  expect((await ask([[]], [asked])).parts).toMatchObject([{ type: "error", fault: { retryable: true } }]);
  const model = await openModel({ kind: "local" }, { name: "tiny.gguf" }, { fetch });
  for await (const part of model.stream({ system: "", messages: [], tools: [] }, new AbortController().signal)) {
    expect(part).toMatchObject({ type: "error", fault: { retryable: false } });
  }
});

test("schemas of strangers become something that the grammar knows, with bounds", () => {
  const reply: ToolSpec = {
    name: "reply",
    description: "Takes our word.",
    input: {
      type: "object",
      properties: {
        list: { type: "array", items: { anyOf: [{ type: "string" }, { type: "object", properties: {} }] } },
        pattern: { pattern: "^a$" },
        place: { $ref: "#/$defs/place" },
      },
      required: ["list", "pattern", "place"],
    },
  };
  const { shape, read } = decisionOf([reply]);
  const open = { type: ["string", "number", "boolean", "null"] };
  expect(shape).toEqual({
    oneOf: [
      {
        type: "object",
        properties: {
          tool: { const: "reply" },
          input: {
            type: "object",
            properties: {
              list: {
                type: "array",
                maxItems: 50,
                items: {
                  oneOf: [
                    { type: "string", maxLength: 2000 },
                    { type: "object", properties: {} },
                  ],
                },
              },
              pattern: open,
              place: open,
            },
          },
        },
      },
      { type: "object", properties: { tool: { const: "reply_" } } },
    ],
  });
  expect(read('{"tool":"reply_"}')).toBeNull();
  expect(read("[1]")).toBeNull();
  expect(read('{"tool":"reply","input":"x"}')).toEqual({ name: "reply", input: {} });
});
