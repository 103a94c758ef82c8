import type { EventPayload } from "@parley/protocol";
import type { Held, Reading } from "./reading.ts";
import { type Answer, isGoing, keptMessage, textOf } from "./talk-view.ts";

/** Follows an answer by its events. */
export interface Hearing {
  /** The answer of a run, from its beginning where nothing of it is known. */
  begun(runId: string): Answer;
  /** What ended must not begin again by an event that was late. */
  isOver(runId: string): boolean;
}

/** Listens until the scope ends. */
export function createHearing({ parley, clock, scope, sessionKey, view, set }: Held, reading: Reading): Hearing {
  const over = new Set<string>();
  const begun = (runId: string): Answer => {
    const { answer } = view.peek();
    if (answer?.runId === runId) return answer;
    return { runId, text: "", seq: 0, tool: null, startedAt: clock.now(), stopping: false };
  };
  const isOver = (runId: string) =>
    over.has(runId) || view.peek().runs.some((run) => run.runId === runId && !isGoing(run));

  const onChat = (event: EventPayload<"chat">) => {
    if (event.sessionKey !== sessionKey || isOver(event.runId)) return;
    const answer = begun(event.runId);
    if (event.seq <= answer.seq) return;
    if (event.state === "delta") {
      const whole = event.message && textOf(event.message.content);
      const text = whole ?? answer.text + (event.deltaText ?? "");
      set({ answer: { ...answer, text, seq: event.seq, tool: null }, fault: null });
      return;
    }
    over.add(event.runId);
    reading.outdate();
    const { messages } = view.peek();
    const last = keptMessage(event.message);
    set({
      answer: null,
      messages: last === null || messages.some(({ id }) => id === last.id) ? messages : [...messages, last],
      fault: event.state === "error" ? { runId: event.runId, detail: event.errorMessage ?? "" } : null,
    });
    void reading.load();
  };
  const onAgent = (event: EventPayload<"agent">) => {
    if (event.sessionKey !== sessionKey || isOver(event.runId)) return;
    const answer = begun(event.runId);
    if (event.seq <= answer.seq) return;
    const { phase, name: tool } = event.data;
    if (event.stream === "tool") {
      const used = phase === "start" && typeof tool === "string" ? tool : null;
      set({ answer: { ...answer, seq: event.seq, tool: used } });
    } else if (event.stream === "lifecycle" && phase === "start") {
      set({ answer: { ...answer, seq: event.seq }, fault: null });
      // What was asked by another device of mine is in the history.
      if (view.peek().waiting?.runId !== event.runId) void reading.load();
    } else if (phase === "waiting" || phase === "resume") {
      set({ answer: { ...answer, seq: event.seq } });
      // Whether it waits for somebody stands in the run.
      void reading.load();
    }
  };
  const onAnew = (event: EventPayload<"sessions.anew">) => {
    if (event.sessionKey === sessionKey) void reading.load();
  };
  for (const stop of [parley.on("chat", onChat), parley.on("agent", onAgent), parley.on("sessions.anew", onAnew)])
    scope.onEnd(stop);
  return { begun, isOver };
}
