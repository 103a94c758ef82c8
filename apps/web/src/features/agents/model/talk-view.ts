import type { EventPayload, HistoryMessage, Run } from "@parley/protocol";

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
  hasEarlier: false,
  runs: [],
  waiting: null,
  answer: null,
  fault: null,
};

/** What a reading of the runs says of what is shown; `said`: what had been kept before it began. */
export function read(before: TalkView, runs: readonly Run[], said: string | null): Partial<TalkView> {
  const { answer, waiting } = before;
  const going = runs.find(isGoing);
  const known = runs.find(({ runId }) => runId === answer?.runId);
  const [last] = runs;
  const bad = last !== undefined && ["failed", "interrupted", "limit"].includes(last.state);
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
    waiting: said !== null && waiting?.runId === said ? null : waiting,
    fault: bad && kept === null ? { runId: last.runId, detail: last.fault ?? "" } : null,
  };
}

export const textOf = (content: readonly { readonly text: string }[]): string =>
  content.map(({ text }) => text).join("\n");

/** The message of a last event, where it is kept under an id. */
export function keptMessage(message: EventPayload<"chat">["message"]): HistoryMessage | null {
  if (message?.id === undefined) return null;
  return { ...message, id: message.id, parentId: message.parentId ?? null };
}

/** The run that gave an answer: one at a time goes on in a conversation, so their times tell. */
export function runOf(message: HistoryMessage, runs: readonly Run[]): Run | null {
  if (message.role !== "assistant") return null;
  const at = message.timestamp;
  return runs.find(({ startedAt, endedAt }) => startedAt <= at && (endedAt === null || at <= endedAt)) ?? null;
}
