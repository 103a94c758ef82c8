import { sleep } from "@parley/kernel";
import { buildContext } from "../context/build-context.ts";
import { estimateTokens, messageSize, toolSize } from "../context/tokens.ts";
import { withoutImages } from "../context/without-images.ts";
import type { Message } from "../contract/messages.ts";
import type { Model, ModelRequest } from "../contract/model.ts";
import type { NextStep, RunEnd } from "../contract/run-events.ts";
import type { ModelFault, StreamPart, Usage } from "../contract/stream.ts";
import { allows } from "../policy/tool-policy.ts";
import type { Tool } from "../tools/tool.ts";
import { messageOf } from "./collect.ts";
import { type Read, readStream } from "./read-stream.ts";
import type { Recorder } from "./recorder.ts";

/** Longer than this nobody waits for a provider: the next one is asked. */
const longestWaitMs = 30_000;
const firstWaitMs = 500;
const mostSqueezes = 3;
/** Estimates are no counts: this much of a context stays free. */
const margin = 0.95;

/** Gets the next message of the model, from whichever of the chain gives one. Undefined when it is there, else why not. */
export async function askModel(run: Recorder): Promise<RunEnd | undefined> {
  const turn = run.state.turn + 1;
  let attempt = 0;
  let asked = 0;
  let at = 0;
  let fault: ModelFault = { kind: "unknown", message: "there is no model to ask", retryable: false };
  while (at < run.ports.models.length) {
    const model = run.ports.models[at];
    if (model === undefined) break;
    attempt++;
    asked++;
    const request = await requestOf(run, model);
    const read = request === "too-long" ? tooLong : await once(run, model, request, { turn, attempt });
    if (!("parts" in read)) {
      if (read.type !== "fault") return read;
      fault = read.fault;
    } else if (read.fault === undefined) return takeAnswer(run);
    else fault = read.fault;
    if (run.signal.aborted) return { type: "cancelled" };
    const next = nextStep(fault, {
      begun: "parts" in read && read.begun,
      asked,
      attempts: run.state.spec.limits.attempts,
      // What does not fit by our own count will not by a smaller one.
      squeezes: request === "too-long" ? mostSqueezes : run.state.squeezes,
      last: at === run.ports.models.length - 1,
    });
    await run.tell({ type: "attempt-failed", turn, attempt, fault, next });
    if (next.type === "stop") return { type: "failed", fault };
    if (next.type === "fail-over") {
      at++;
      asked = 0;
    }
    if (next.type === "retry") {
      await sleep(run.ports.clock, next.waitMs, run.signal).catch(() => {});
      if (run.signal.aborted) return { type: "cancelled" };
    }
  }
  return { type: "failed", fault };
}

const tooLong = {
  type: "fault" as const,
  fault: { kind: "context_length", message: "the conversation does not fit", retryable: false } satisfies ModelFault,
};

interface Tried {
  /** Something of an answer came: asking again would say it twice. */
  readonly begun: boolean;
  readonly asked: number;
  readonly attempts: number;
  readonly squeezes: number;
  readonly last: boolean;
}

/** What is done about a fault. */
function nextStep(fault: ModelFault, { begun, asked, attempts, squeezes, last }: Tried): NextStep {
  if (begun || fault.kind === "refusal") return { type: "stop" };
  if (fault.kind === "context_length" && squeezes < mostSqueezes) return { type: "compact" };
  const waitMs = Math.max(fault.retryAfterMs ?? 0, firstWaitMs * 2 ** (asked - 1));
  if (fault.retryable && asked < attempts && waitMs <= longestWaitMs) return { type: "retry", waitMs };
  return { type: last ? "stop" : "fail-over" };
}

async function requestOf(run: Recorder, model: Model): Promise<ModelRequest | "too-long"> {
  const { spec, squeezes } = run.state;
  const messages = model.images === false ? withoutImages(run.state.messages) : run.state.messages;
  const tools = offeredTools(run);
  const fixed = tools.reduce((sum, tool) => sum + toolSize(tool), estimateTokens(spec.system));
  const whole = model.contextTokens ?? spec.limits.contextTokens;
  const room = Math.floor((whole - spec.limits.maxOutputTokens - fixed) * margin);
  // A provider that says *full* has less room than we were told: less of what there is goes then.
  const size = messages.reduce((sum, message) => sum + messageSize(message), 0);
  const budget = squeezes === 0 ? room : Math.floor(Math.min(room, size) * 0.6 ** squeezes);
  const context = buildContext(messages, budget);
  if (!context.fits) return "too-long";
  if (context.leftOut !== run.state.leftOut || context.shortened !== run.state.shortened) {
    run.note({ type: "compacted", leftOut: context.leftOut, shortened: context.shortened, note: context.note });
  }
  return {
    system: spec.system,
    messages: context.messages,
    tools: tools.map(({ name, description, input }) => ({ name, description, input })),
    maxOutputTokens: spec.limits.maxOutputTokens,
    ...(spec.temperature === undefined ? {} : { temperature: spec.temperature }),
  };
}

/** What the model is offered: asked again when a call is to run. */
export function offeredTools(run: Recorder): Tool[] {
  const { offered, spec } = run.state;
  return run.ports.tools.filter(({ name }) => offered.includes(name) && allows(spec.policy, name));
}

async function once(
  run: Recorder,
  model: Model,
  request: ModelRequest,
  { turn, attempt }: { turn: number; attempt: number },
): Promise<Read | RunEnd> {
  const { ports, signal } = run;
  const { limits } = run.state.spec;
  const inputTokens = sizeOf(request);
  const most: Usage = { inputTokens, outputTokens: limits.maxOutputTokens };
  const asked = { provider: model.provider, model: model.name };
  const put = await run.reserve({ ...asked, most }, { type: "turn", turn, attempt, ...asked });
  if (put.type === "no") return { type: "limit", limit: "budget", message: put.message };
  let read: Read | undefined;
  try {
    const { firstMs, chunkMs, answerMs } = limits;
    const onPart = (part: StreamPart) => {
      try {
        ports.watch?.(part, turn);
      } catch {
        // Who only looks on must not make a model be asked twice.
      }
    };
    read = await readStream(model, request, { clock: ports.clock, signal, firstMs, chunkMs, answerMs, onPart });
  } finally {
    // What was put aside comes back, whatever became of the question.
    const streamed = read === undefined ? null : ({ type: "streamed", turn, attempt, parts: read.parts } as const);
    await run.settle(put.id, usedOf(read, inputTokens), streamed);
  }
  return read;
}

function sizeOf(request: ModelRequest): number {
  const messages = request.messages.reduce((sum: number, message: Message) => sum + messageSize(message), 0);
  return request.tools.reduce((sum, tool) => sum + toolSize(tool), messages + estimateTokens(request.system));
}

/** What a question cost: as counted, or as far as it can be told. */
function usedOf(read: Read | undefined, inputTokens: number): { usage: Usage; estimated: boolean } {
  if (read?.usage !== undefined) return { usage: read.usage, estimated: false };
  // Never sent, or refused by its status: nothing was worked on.
  if (read === undefined || read.fault?.status !== undefined)
    return { usage: { inputTokens: 0, outputTokens: 0 }, estimated: false };
  const said = read.parts
    .map((part) => ("delta" in part ? part.delta : part.type === "tool-end" ? part.input : ""))
    .join("");
  return { usage: { inputTokens, outputTokens: estimateTokens(said) }, estimated: true };
}

/** Takes the answer that was heard as the next message. Says how the run ends where it ends by it. */
export async function takeAnswer(run: Recorder): Promise<RunEnd | undefined> {
  const { heard, turn, spec } = run.state;
  const usage = heard.findLast((part) => part.type === "usage")?.usage ?? {};
  const last = heard.at(-1);
  await run.tell({ type: "message", turn, message: messageOf(heard), usage });
  if (last?.type !== "finish" || last.reason !== "length" || run.state.calls.length > 0) return undefined;
  return { type: "limit", limit: "output", message: `the answer is longer than ${spec.limits.maxOutputTokens} tokens` };
}
