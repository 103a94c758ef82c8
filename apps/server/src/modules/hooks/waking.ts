import type { Origin } from "@parley/agents";
import { AppError } from "@parley/kernel";
import { limits } from "@parley/protocol";
import type { Principal } from "../../platform/call.ts";

type Mode = "now" | "next-heartbeat";

/** What waking needs. */
export interface WakingDeps {
  readonly runs: {
    /** Says something and begins to answer it; the same id is said once. Throws CONFLICT while the conversation is busy. */
    say(
      principal: Principal,
      key: string,
      text: string,
      id: string,
      how: { readonly origins: readonly Origin[]; readonly model: string | null },
    ): Promise<unknown>;
    /** Whether a run of that id was begun. */
    known(account: string, id: string): Promise<boolean>;
  };
  /** What waits for the agent of an account: so many, the oldest are forgotten. */
  readonly queue: { put(account: string, text: string): void; take(account: string): readonly string[] };
}

/** What is told. */
interface Waking {
  readonly text: string;
  readonly mode: Mode;
  /** Another conversation than the main one; null: that. */
  readonly key: string | null;
}

const mainKey = "agent:main:main";

/**
 * Tells the main conversation of an account what happened: at once, or with the next waking. Whatever comes so counts as
 * words of strangers. Answers what became of it: while the conversation is busy, what came at once waits too.
 */
export function createWaking({ runs, queue }: WakingDeps) {
  return async (principal: Principal, { text, mode, key }: Waking, id: string): Promise<Mode> => {
    const account = principal.userId;
    const say = (to: string, words: string) =>
      runs.say(principal, to, words.slice(0, limits.messageLength), id, { origins: ["stranger"], model: null });
    if (key !== null && key !== "main" && key !== mainKey) {
      if (mode === "next-heartbeat") {
        throw new AppError("BAD_PARAMS", "What waits, waits for the main conversation: another one is woken now.");
      }
      if (!(await runs.known(account, id))) await say(key, text);
      return mode;
    }
    if (mode === "next-heartbeat") {
      queue.put(account, text);
      return mode;
    }
    // Said before, perhaps with what waited then: its words are not the same now.
    if (await runs.known(account, id)) return mode;
    const all = [...queue.take(account), text];
    try {
      await say(mainKey, all.join("\n"));
      return mode;
    } catch (thrown) {
      for (const each of all.slice(0, -1)) queue.put(account, each);
      // It is answering something else: what came waits for the next one.
      if (!(thrown instanceof AppError && thrown.code === "CONFLICT")) throw thrown;
      queue.put(account, text);
      return "next-heartbeat";
    }
  };
}
