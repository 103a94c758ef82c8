import type { Anew, EventPayload, HistoryMessage, Run } from "@parley/protocol";

/** What I have said and the server may not have kept yet. */
export interface Waiting {
  /** Of the run that it begins: said again under the same id, nothing is said twice. */
  readonly runId: string;
  readonly text: string;
  readonly state: "sending" | "sent" | "failed";
  readonly error: unknown;
}

/** An answer that is being said. */
export interface Answer {
  readonly runId: string;
  readonly text: string;
  /** Of the last event that was read: older ones say nothing new. */
  readonly seq: number;
  /** The tool that is used right now. */
  readonly tool: string | null;
  readonly startedAt: number;
  readonly stopping: boolean;
}

export interface TalkView {
  readonly state: "loading" | "ready" | "failed";
  /** Why what was said could not be read. */
  readonly error: unknown;
  readonly messages: readonly HistoryMessage[];
  /** When it began anew the last time, with these messages; null: it never has. */
  readonly anew: Anew | null;
  /** There may be earlier ones than these. */
  readonly hasEarlier: boolean;
  /** Newest first. */
  readonly runs: readonly Run[];
  readonly waiting: Waiting | null;
  readonly answer: Answer | null;
  /** The last run ended badly; in the server's words. */
  readonly fault: { readonly runId: string; readonly detail: string } | null;
}

const ended: ReadonlySet<string> = new Set(["done", "cancelled", "limit", "failed", "interrupted"]);
/** Of what may wait for somebody, too. */
export const isGoing = ({ state }: Run): boolean => !ended.has(state);

export const nothing: TalkView = {
  state: "loading",
  error: null,
  messages: [],
  anew: null,
  hasEarlier: false,
  runs: [],
  waiting: null,
  answer: null,
  fault: null,
};

/** What a reading says of what is shown; `said`: what had been kept before it began. */
export function read(
  before: TalkView,
  { runs, messages, anew, said }: Pick<TalkView, "runs" | "messages" | "anew"> & { readonly said: string | null },
): Partial<TalkView> {
  const { answer, waiting } = before;
  const going = runs.find(isGoing);
  const known = runs.find(({ runId }) => runId === answer?.runId);
  const [last] = runs;
  // What failed before it began anew is not of what stands there now.
  const isOf = last !== undefined && (anew === null || (last.endedAt ?? last.startedAt) >= anew.at);
  const bad = isOf && ["failed", "interrupted", "limit"].includes(last.state);
  const kept = answer !== null && (known === undefined || isGoing(known)) ? answer : null;
  const fresh = (run: Run): Answer => ({
    runId: run.runId,
    text: "",
    seq: 0,
    tool: null,
    startedAt: run.startedAt,
    stopping: false,
  });
  return {
    state: "ready",
    error: null,
    runs,
    answer: kept ?? (going === undefined ? null : fresh(going)),
    messages,
    anew,
    waiting: waiting !== null && (waiting.runId === said || isKept(waiting, messages)) ? null : waiting,
    fault: bad && kept === null ? { runId: last.runId, detail: last.fault ?? "" } : null,
  };
}

/** Though the server's yes to it was lost on its way. */
const isKept = ({ runId }: Waiting, messages: readonly HistoryMessage[]): boolean =>
  messages.some((message) => message.role === "user" && message.runId === runId);

export const textOf = (content: readonly { readonly text: string }[]): string =>
  content.map(({ text }) => text).join("\n");

/** The message of a last event, where it is kept under an id. */
export function keptMessage(message: EventPayload<"chat">["message"]): HistoryMessage | null {
  if (message?.id === undefined) return null;
  return { ...message, id: message.id, parentId: message.parentId ?? null };
}

/** The run that gave an answer. */
export function runOf({ role, runId }: HistoryMessage, runs: readonly Run[]): Run | null {
  if (role !== "assistant" || runId === undefined) return null;
  return runs.find((run) => run.runId === runId) ?? null;
}

/** The last question, where nobody answers it and nothing says why. */
export function unanswered({ messages, waiting, answer, fault }: TalkView): HistoryMessage | null {
  if (waiting !== null || answer !== null || fault !== null) return null;
  const last = messages.findLast(({ role }) => role === "user" || role === "assistant");
  return last?.role === "user" ? last : null;
}
