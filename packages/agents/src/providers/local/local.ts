import { callsOf, type Message } from "../../contract/messages.ts";
import type { ModelRequest } from "../../contract/model.ts";
import type { ModelFault, StreamPart } from "../../contract/stream.ts";
import { stopped, tornOff } from "../faults.ts";
import type { LocalEngine, LocalPiece, LocalQuestion, OpenModel } from "../settings.ts";
import { decisionOf } from "./decision.ts";
import { turnsOf } from "./turns.ts";

/** Of an answer whose length nobody bounds. */
const mostTokens = 4_096;
const decisionTokens = 1_024;
/** Looks at tools since a person last said something: a small model that has seen so many of them goes round in circles. */
const mostRounds = 4;

const noEngine: ModelFault = { kind: "unknown", message: "this server runs no local models", retryable: false };

/**
 * A model in a file on this machine. Where there are tools it is asked twice: what to do, where nothing but a choice can be
 * written, and then, without tools, for the answer.
 */
export const openLocal: OpenModel<"local"> = (_settings, model, { local }) => ({
  provider: "local",
  ...model,
  images: false,
  async *stream(request, signal) {
    if (local === undefined) {
      yield { type: "error", fault: noEngine };
      return;
    }
    yield* answerOf(local, model, request, signal);
  },
});

async function* answerOf(
  local: LocalEngine,
  { name, contextTokens }: { readonly name: string; readonly contextTokens?: number },
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<StreamPart> {
  const most = request.maxOutputTokens ?? mostTokens;
  const common = { model: name, ...(contextTokens === undefined ? {} : { contextTokens }) };
  const used = { inputTokens: 0, outputTokens: 0 };
  const count = (end: Extract<LocalPiece, { type: "end" }>) => {
    used.inputTokens += end.inputTokens;
    used.outputTokens += end.outputTokens;
  };
  if (request.tools.length > 0 && roundsOf(request.messages) < mostRounds) {
    const decision = decisionOf(request.tools);
    const question: LocalQuestion = {
      ...common,
      turns: turnsOf(request.messages, true),
      system: joined(request.system, decision.words),
      shape: decision.shape,
      maxTokens: Math.min(most, decisionTokens),
      temperature: 0,
    };
    let text = "";
    let ended = false;
    for await (const piece of local.ask(question, signal)) {
      if (piece.type === "fault") {
        yield { type: "error", fault: signal.aborted ? stopped : piece.fault };
        return;
      }
      if (piece.type === "end") {
        count(piece);
        ended = true;
      } else {
        if (piece.type === "text") text += piece.delta;
        yield { type: "alive" };
      }
    }
    if (!ended) {
      yield { type: "error", fault: signal.aborted ? stopped : tornOff };
      return;
    }
    const chosen = decision.read(text);
    if (chosen !== null && !wasCalled(request.messages, chosen)) {
      const id = `local_${request.messages.length}`;
      yield { type: "tool-begin", id, name: chosen.name };
      yield { type: "tool-end", id, name: chosen.name, input: JSON.stringify(chosen.input) };
      yield { type: "usage", usage: used };
      yield { type: "finish", reason: "tool-calls" };
      return;
    }
  }
  const { temperature } = request;
  const question: LocalQuestion = {
    ...common,
    turns: turnsOf(request.messages, false),
    system: request.system,
    maxTokens: most,
    ...(temperature === undefined ? {} : { temperature }),
  };
  for await (const piece of local.ask(question, signal)) {
    if (piece.type === "end") {
      count(piece);
      yield { type: "usage", usage: used };
      yield { type: "finish", reason: piece.reason };
      return;
    }
    if (piece.type === "fault") {
      yield { type: "error", fault: signal.aborted ? stopped : piece.fault };
      return;
    }
    if (piece.type === "alive") yield piece;
    else if (piece.type === "text") yield { type: "text", block: "text", delta: piece.delta };
    else if (piece.type === "thought") yield { type: "reasoning", block: "thinking", delta: piece.delta };
  }
  yield { type: "error", fault: signal.aborted ? stopped : tornOff };
}

const joined = (system: string, words: string) => (system === "" ? words : `${system}\n\n${words}`);

/** What came since a person last said something. */
function sincePerson(messages: readonly Message[]): readonly Message[] {
  return messages.slice(messages.findLastIndex(({ role }) => role === "user") + 1);
}

const roundsOf = (messages: readonly Message[]) => sincePerson(messages).filter(({ role }) => role === "tool").length;

/** The very same call again tells nothing new: then it is time to answer. */
function wasCalled(messages: readonly Message[], { name, input }: { readonly name: string; readonly input: object }) {
  const wanted = JSON.stringify(input);
  return sincePerson(messages)
    .flatMap(callsOf)
    .some((call) => call.name === name && JSON.stringify(call.input) === wanted);
}
