import {
  type FakeFault,
  type FakePart,
  type FakeProvider,
  fakeKey,
  startFakeProvider,
} from "@parley/testkit/providers";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Message } from "../contract/messages.ts";
import type { Model, ModelRequest } from "../contract/model.ts";
import type { StreamPart } from "../contract/stream.ts";
import { fakeSettings } from "../testing/fake-settings.ts";
import { openModel } from "./open-model.ts";

let provider: FakeProvider;
const models = new Map<string, Model>();
const names = ["anthropic", "openai-responses", "openai-chat", "compatible", "gemini", "bedrock", "ollama"];

beforeAll(async () => {
  provider = await startFakeProvider();
  for (const [name, settings] of Object.entries(fakeSettings(provider.url))) {
    models.set(name, await openModel(settings, { name: "a-model" }, { fetch: globalThis.fetch }));
  }
}, 30_000);
afterAll(() => provider.close());

const hello: ModelRequest = {
  system: "Be short.",
  messages: [{ role: "user", parts: [{ type: "text", text: "hello" }] }],
  tools: [
    {
      name: "add",
      description: "Adds.",
      input: { type: "object", properties: { a: { type: "number" } }, required: ["a"], additionalProperties: false },
    },
  ],
};
const text = (words: string): FakePart => ({ type: "text", text: words });

async function ask(name: string, request = hello, signal = new AbortController().signal): Promise<StreamPart[]> {
  const model = models.get(name);
  if (model === undefined) throw new Error(`no model ${name}`);
  const parts: StreamPart[] = [];
  for await (const part of model.stream(request, signal)) if (part.type !== "alive") parts.push(part);
  return parts;
}

async function all(stream: AsyncIterable<StreamPart>): Promise<StreamPart[]> {
  const parts: StreamPart[] = [];
  for await (const part of stream) parts.push(part);
  return parts;
}

const said = (parts: readonly StreamPart[]) => parts.map((part) => (part.type === "text" ? part.delta : "")).join("");
const faultOf = (parts: readonly StreamPart[]) => {
  const last = parts.at(-1);
  return last?.type === "error" ? last.fault : undefined;
};

describe.each(names)("%s", (name) => {
  it("streams text, tool calls, usage and an end", async () => {
    const call = { type: "tool-call", id: "call_1", name: "add", input: { a: 1, b: "two words" } } as const;
    provider.answer({ parts: [text("Let me see what comes of it."), call], usage: { input: 21, output: 9 } });
    const parts = await ask(name);
    expect(said(parts)).toBe("Let me see what comes of it.");
    expect(parts.filter((part) => part.type === "text").length).toBeGreaterThan(1);
    const ends = parts.filter((part) => part.type === "tool-end");
    expect(ends.map((end) => [end.name, JSON.parse(end.input)])).toEqual([["add", { a: 1, b: "two words" }]]);
    expect(parts.find((part) => part.type === "tool-begin")).toMatchObject({ id: ends[0]?.id, name: "add" });
    expect(parts.at(-2)).toMatchObject({ type: "usage", usage: { inputTokens: 21, outputTokens: 9 } });
    expect(parts.at(-1)).toEqual({ type: "finish", reason: "tool-calls" });
    expect(JSON.stringify(provider.requests.at(-1)?.body)).toContain("Be short.");
  });

  it("stops for length as such", async () => {
    provider.answer({ parts: [text("and so on")], finish: "length" });
    expect((await ask(name)).at(-1)).toEqual({ type: "finish", reason: "length" });
  });

  it("takes the answers of its tools, failed ones and images too", async () => {
    const messages: Message[] = [
      {
        role: "user",
        parts: [
          { type: "text", text: "what is this?" },
          { type: "image", mediaType: "image/png", data: "iVBORw0KGgo=" },
        ],
      },
      {
        role: "assistant",
        parts: [
          { type: "reasoning", text: "another provider's thought", provider: { elsewhere: { signature: "x" } } },
          { type: "tool-call", id: "c1", name: "add", input: { a: 1 } },
          { type: "tool-call", id: "c2", name: "add", input: null },
        ],
      },
      {
        role: "tool",
        results: [
          { callId: "c1", name: "add", parts: [{ type: "text", text: "three" }], outcome: "ok", origin: "own" },
          { callId: "c2", name: "add", parts: [{ type: "text", text: "no JSON" }], outcome: "failed", origin: "own" },
        ],
      },
    ];
    provider.answer({ parts: [text("a dot")] });
    expect(said(await ask(name, { ...hello, messages }))).toBe("a dot");
    const sent = JSON.stringify(provider.requests.at(-1)?.body);
    for (const piece of ["iVBORw0KGgo=", "three", "no JSON", "add"]) expect(sent).toContain(piece);
    expect(sent).not.toContain("another provider");
  });

  it.each<[FakeFault, object]>([
    [
      { type: "rate-limit", retryAfterS: 7 },
      { kind: "rate_limit", retryable: true, retryAfterMs: 7_000, status: 429 },
    ],
    [{ type: "auth" }, { kind: "auth", retryable: false, status: 401 }],
    [{ type: "server" }, { kind: "unknown", retryable: true, status: 500 }],
    [{ type: "context-length" }, { kind: "context_length", retryable: false }],
  ])("says what was wrong: %o", async (fault, expected) => {
    provider.answer({ fault });
    expect(faultOf(await ask(name))).toMatchObject(expected);
  });

  it.each<FakeFault>([
    { type: "cut", after: 4 },
    { type: "error-inside", after: 4 },
    { type: "garbage", after: 4 },
    { type: "huge-line", bytes: 6_000_000 },
  ])("ends in a fault, and once, where the stream breaks: %o", async (fault) => {
    provider.answer({ parts: [text("a long answer that goes on and on until it breaks in the middle")], fault });
    const parts = await ask(name);
    expect(faultOf(parts)).toBeDefined();
    expect(parts.filter((part) => part.type === "error" || part.type === "finish")).toHaveLength(1);
    expect(parts.length).toBeLessThan(40);
  });

  it("closes the connection when it is stopped", async () => {
    provider.answer({
      parts: [text("a long answer that hangs in the middle of it")],
      fault: { type: "hang", after: 4 },
    });
    const controller = new AbortController();
    const model = models.get(name);
    const parts: StreamPart[] = [];
    let stoppedAt = 0;
    for await (const part of model?.stream(hello, controller.signal) ?? []) {
      parts.push(part);
      if (part.type === "text" && stoppedAt === 0) {
        stoppedAt = performance.now();
        controller.abort();
      }
    }
    expect(parts.at(-1)).toMatchObject({ type: "error", fault: { message: "stopped", retryable: false } });
    await expect.poll(() => provider.requests.at(-1)?.closedAt, { timeout: 8_000 }).toBeGreaterThan(0);
  });

  it("says that it was stopped before it began", async () => {
    const before = provider.requests.length;
    expect(await ask(name, hello, AbortSignal.abort())).toMatchObject([
      { type: "error", fault: { message: "stopped" } },
    ]);
    expect(provider.requests.length).toBe(before);
  });
});

describe("what only one provider understands", () => {
  it.each([
    ["anthropic", "sig-1"],
    ["bedrock", "sig-2"],
    ["openai-responses", "sealed-3"],
  ])("goes back to it with what was thought: %s", async (name, signature) => {
    provider.answer({ parts: [{ type: "reasoning", text: "thinking hard", signature }, text("done")] });
    const parts = await ask(name);
    const thought = parts.filter((part) => part.type === "reasoning");
    expect(thought.map((part) => part.delta).join("")).toBe("thinking hard");
    const data = thought.findLast((part) => part.provider)?.provider;
    expect(JSON.stringify(data)).toContain(signature);
    const answer: Message = {
      role: "assistant",
      parts: [{ type: "reasoning", text: "thinking hard", ...(data ? { provider: data } : {}) }],
    };
    provider.answer({ parts: [text("ok")] });
    await ask(name, { ...hello, messages: [...hello.messages, answer, ...hello.messages] });
    expect(JSON.stringify(provider.requests.at(-1)?.body)).toContain(signature);
  });

  it("goes back to Gemini with the call", async () => {
    provider.answer({
      parts: [{ type: "tool-call", id: "-", name: "add", input: { a: 1 }, signature: "thought-sig" }],
    });
    const end = (await ask("gemini")).find((part) => part.type === "tool-end");
    expect(JSON.stringify(end?.provider)).toContain("thought-sig");
    const call: Message = {
      role: "assistant",
      parts: [
        { type: "tool-call", id: "x", name: "add", input: {}, ...(end?.provider ? { provider: end.provider } : {}) },
      ],
    };
    const result: Message = {
      role: "tool",
      results: [{ callId: "x", name: "add", parts: [{ type: "text", text: "1" }], outcome: "ok", origin: "own" }],
    };
    provider.answer({ parts: [text("ok")] });
    await ask("gemini", { ...hello, messages: [...hello.messages, call, result] });
    expect(JSON.stringify(provider.requests.at(-1)?.body)).toContain('"thoughtSignature":"thought-sig"');
  });
});

describe("keys", () => {
  it("are in no fault, also where the provider repeats them", async () => {
    const fetch: typeof globalThis.fetch = async () =>
      Response.json({ error: { message: `Incorrect API key provided: ${fakeKey}` } }, { status: 401 });
    for (const [name, settings] of Object.entries(fakeSettings("http://127.0.0.1:9"))) {
      const model = await openModel(settings, { name: "m" }, { fetch });
      const parts = await all(model.stream(hello, new AbortController().signal));
      const fault = faultOf(parts);
      expect([name, fault?.kind]).toEqual([name, "auth"]);
      if (name !== "ollama") expect(JSON.stringify(fault)).not.toContain(fakeKey);
    }
  });

  it("and addresses are never read from the environment", async () => {
    const elsewhere = await startFakeProvider();
    elsewhere.always({});
    for (const name of [
      "ANTHROPIC_BASE_URL",
      "OPENAI_BASE_URL",
      "AWS_ENDPOINT_URL",
      "AWS_ENDPOINT_URL_BEDROCK_RUNTIME",
    ]) {
      vi.stubEnv(name, elsewhere.url);
    }
    for (const name of ["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "AWS_BEARER_TOKEN_BEDROCK", "AWS_SESSION_TOKEN"]) {
      vi.stubEnv(name, "from-the-environment");
    }
    const addresses: string[] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      addresses.push(`${new URL(String(input)).host} ${JSON.stringify([...new Headers(init?.headers)])}`);
      return new Response("", { status: 500 });
    };
    for (const settings of Object.values(fakeSettings("http://mine.test"))) {
      const { baseUrl: _mine, ...unaddressed } = settings;
      const usual = settings.kind === "ollama" || settings.kind === "compatible" ? settings : unaddressed;
      for (const wanted of [settings, usual]) {
        const model = await openModel(wanted as typeof settings, { name: "m" }, { fetch });
        await all(model.stream(hello, new AbortController().signal));
      }
    }
    vi.unstubAllEnvs();
    await elsewhere.close();
    expect(addresses).toHaveLength(14);
    expect(elsewhere.requests).toEqual([]);
    for (const address of addresses) {
      expect(address).toMatch(
        /^(mine\.test|api\.anthropic\.com|api\.openai\.com|generativelanguage\.googleapis\.com|bedrock-runtime\.eu-west-1\.amazonaws\.com) /,
      );
      expect(address).not.toContain("from-the-environment");
    }
  });

  it("go to the address that was named and to no other: redirects are faults", async () => {
    const seen: (string | undefined)[] = [];
    const fetch: typeof globalThis.fetch = async (_input, init) => {
      seen.push(init?.redirect);
      throw new TypeError("unexpected redirect");
    };
    for (const settings of Object.values(fakeSettings("http://127.0.0.1:9"))) {
      const model = await openModel(settings, { name: "m" }, { fetch });
      expect(faultOf(await all(model.stream(hello, new AbortController().signal)))).toBeDefined();
    }
    expect(new Set(seen)).toEqual(new Set(["error"]));
  });
});
