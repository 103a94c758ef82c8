/**
 * Runs one model in a process of its own, told by its parent what to do (`protocol.ts`). It has no secrets, listens nowhere,
 * and ends when its parent does.
 */
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { Llama, LlamaChat, LlamaHistory, LlamaModel, LlamaModule, LlamaSequence } from "./llama.ts";
import { createPrefixStates } from "./prefix-states.ts";
import type { FromChild, ToChild } from "./protocol.ts";

type Load = Extract<ToChild, { type: "load" }>;
type Ask = Extract<ToChild, { type: "ask" }>;

/** Tokens of context, where nobody says another number: what a small machine has the memory for. */
const usualContext = 8_192;
/** Worked on at once: small, so that a stop is heard soon. */
const batchSize = 128;
/** Left free for the answer. */
const leastAnswer = 64;

interface Loaded {
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly sequence: LlamaSequence;
  readonly chat: LlamaChat;
  readonly contextTokens: number;
  readonly states: ReturnType<typeof createPrefixStates>;
}

const say = (message: FromChild) => void process.send?.(message);
const words = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown)).slice(0, 1_000);

let loaded: Loaded | null = null;
let stopping: AbortController | null = null;

async function load(order: Load): Promise<Loaded> {
  const { getLlama, LlamaChat: Chat }: LlamaModule = await import(pathToFileURL(order.engine).href);
  const llama = await getLlama({
    gpu: false,
    build: "never",
    skipDownload: true,
    progressLogs: false,
    logLevel: "error",
    maxThreads: order.threads,
  });
  const model = await llama.loadModel({ modelPath: order.file });
  const contextSize = order.contextTokens ?? Math.min(model.trainContextSize, usualContext);
  const context = await model.createContext({ contextSize, batchSize, threads: order.threads });
  const sequence = context.getSequence();
  const chat = new Chat({ contextSequence: sequence, autoDisposeSequence: false });
  const states = createPrefixStates(order.states, `${order.stamp} ${context.contextSize}`);
  return { llama, model, sequence, chat, contextTokens: context.contextSize, states };
}

function historyOf(system: string, turns: Ask["turns"]): LlamaHistory {
  return [
    ...(system === "" ? [] : [{ type: "system" as const, text: system }]),
    ...turns.map(({ role, text }) =>
      role === "user" ? { type: "user" as const, text } : { type: "model" as const, response: [text] },
    ),
    { type: "model", response: [] },
  ];
}

function tokensOf({ chat, model }: Loaded, chatHistory: LlamaHistory): number[] {
  return chat.chatWrapper.generateContextState({ chatHistory }).contextText.tokenize(model.tokenizer);
}

/** The tokens that every question with this system text begins with: where two that differ in their first letter part. */
function prefixOf(engine: Loaded, system: string): number[] {
  if (system === "") return [];
  const [one = [], other = []] = ["1", "a"].map((text) =>
    tokensOf(engine, historyOf(system, [{ role: "user", text }])),
  );
  const parted = one.findIndex((token, index) => token !== other[index]);
  return one.slice(0, Math.max(0, parted));
}

async function answer(engine: Loaded, ask: Ask, signal: AbortSignal): Promise<void> {
  const { id, system, turns, shape, temperature } = ask;
  const { llama, sequence, chat, contextTokens, states } = engine;
  const history = historyOf(system, turns);
  const asked = tokensOf(engine, history).length;
  const room = contextTokens - asked;
  if (room < leastAnswer) {
    const message = `the question has ${asked} tokens, and the model's context ${contextTokens}`;
    say({ type: "fault", id, kind: "context_length", message });
    return;
  }
  const before = sequence.tokenMeter.getState();
  await states.prepare(sequence, prefixOf(engine, system));
  if (signal.aborted) return;
  const { metadata } = await chat.generateResponse(history, {
    signal,
    stopOnAbortSignal: true,
    maxTokens: Math.min(ask.maxTokens, room - 8),
    ...(temperature === null ? {} : { temperature }),
    ...(shape === null ? {} : { grammar: await llama.createGrammarForJsonSchema(shape) }),
    onResponseChunk(chunk: { readonly type?: string; readonly text: string }) {
      if (chunk.text !== "") say({ type: chunk.type === "segment" ? "thought" : "text", id, delta: chunk.text });
    },
  });
  if (signal.aborted) return;
  const after = sequence.tokenMeter.getState();
  say({
    type: "end",
    id,
    reason: metadata.stopReason === "maxTokens" ? "length" : "stop",
    inputTokens: asked,
    outputTokens: after.usedOutputTokens - before.usedOutputTokens,
    keptTokens: Math.max(0, asked - (after.usedInputTokens - before.usedInputTokens)),
  });
}

async function obey(order: ToChild): Promise<void> {
  if (order.type === "stop") {
    stopping?.abort();
    return;
  }
  if (order.type === "load") {
    try {
      loaded = await load(order);
      say({ type: "loaded", contextTokens: loaded.contextTokens });
    } catch (thrown) {
      say({ type: "unloadable", message: words(thrown) });
    }
    return;
  }
  if (loaded === null) {
    say({ type: "fault", id: order.id, kind: "unknown", message: "nothing is loaded" });
    return;
  }
  const mine = new AbortController();
  stopping = mine;
  try {
    await answer(loaded, order, mine.signal);
    // Whoever stopped it waits until it has.
    if (mine.signal.aborted)
      say({ type: "end", id: order.id, reason: "stop", inputTokens: 0, outputTokens: 0, keptTokens: 0 });
  } catch (thrown) {
    say({ type: "fault", id: order.id, kind: "unknown", message: words(thrown) });
  } finally {
    stopping = null;
  }
}

try {
  // When memory runs out, this one goes and not the server.
  writeFileSync("/proc/self/oom_score_adj", "1000");
} catch {
  // Not on every system.
}
// What it writes holds what agents were told.
process.umask(0o077);
process.on("disconnect", () => process.exit(0));
process.on("message", (order: ToChild) => void obey(order));
setInterval(() => say({ type: "beat", rss: process.memoryUsage.rss() }), 1_000);
