import type { FaultKind, RunEnd, RunState } from "@parley/agents";
import { AppError, type Clock } from "@parley/kernel";
import type { Conversations } from "./asks.ts";
import type { RunRow, RunStore } from "./store.ts";
import type { Teller } from "./teller.ts";
import { textOfRun } from "./text-of-run.ts";

/** Keeps what came of a run, and tells it. `state` null: it broke in our hands. */
export async function finishRun(
  { rows, asks, clock }: { rows: RunStore; asks: { readonly conversations: Conversations }; clock: Clock },
  { row, state, teller }: { row: RunRow; state: RunState | null; teller: Teller },
): Promise<void> {
  const end: RunEnd = state?.end ?? { type: "unkept", message: "A fault of ours; the log has the details." };
  // Where it was stopped in the middle of a sentence, the sentence was said all the same.
  const whole = end.type === "done" || end.type === "limit";
  const text = whole ? textOfRun(state?.messages.slice(before(state)) ?? []) : teller.said();
  const how = { ...outcomeOf(end), usage: state?.usage ?? {}, at: clock.now() };
  // In one with what was said: a run that is called done without its answer would have lost it.
  const message =
    text === ""
      ? null
      : await asks.conversations
          .say(row.account, row.key, answerOf(row, text, state), (tx) => rows.endIn(tx, row, how))
          // The conversation was erased meanwhile, and its answer with it: the run ends all the same.
          .catch((thrown: unknown) => {
            if (thrown instanceof AppError && thrown.code === "NOT_FOUND") return null;
            throw thrown;
          });
  if (message === null) await rows.end(row, how);
  teller.end(end, how.fault, message, state?.usage ?? {});
}

function answerOf({ id }: RunRow, text: string, state: RunState | null) {
  return { id: `${id}-answer`, run: id, role: "assistant", text, taint: state?.taint ?? [] } as const;
}

/** How much of a run's messages was there before it. */
function before({ spec }: RunState): number {
  return spec.history.length + spec.input.length;
}

function outcomeOf(end: RunEnd): { state: RunRow["state"]; fault: string | null } {
  switch (end.type) {
    case "done":
    case "cancelled":
      return { state: end.type, fault: null };
    case "interrupted":
      return { state: "interrupted", fault: "It was stopped in the middle." };
    case "limit":
      return { state: "limit", fault: end.message };
    case "failed":
      return { state: "failed", fault: wordsOf(end.fault.kind) };
    case "unkept":
      return { state: "failed", fault: end.message };
  }
}

/**
 * Why no answer came, for whoever asked: what a provider says may name machines of the house and parts of keys. Its own words
 * are in the log and, for admins, in the run's steps.
 */
export function wordsOf(kind: FaultKind): string {
  return {
    auth: "The provider did not accept the key: an admin has to look at it.",
    rate_limit: "The provider takes no more questions at the moment.",
    timeout: "The model did not answer in time.",
    context_length: "The conversation is too long for the model: begin a new one.",
    refusal: "The model declined to answer.",
    unknown: "The model could not be asked; the log has the details.",
  }[kind];
}
