import type { ParleyClient } from "@parley/client";
import { type Clock, createId, type Random, type ReadonlySignal, type Scope, signal } from "@parley/kernel";
import { createHearing } from "./hearing.ts";
import { freshName, keyOf, nameOf } from "./keys.ts";
import { createReading, type Held } from "./reading.ts";
import { nothing, type TalkView, type Waiting } from "./talk-view.ts";

/** One conversation with an agent, as it is on the screen. */
export interface Talk {
  readonly view: ReadonlySignal<TalkView>;
  /** Reads it anew: what was said, and what runs. */
  load(): Promise<void>;
  loadEarlier(): Promise<void>;
  /** Says something. False: an answer is still on its way, or what was said before did not go out. */
  send(text: string): boolean;
  /** Says again what did not go out, or takes it back. */
  resend(): void;
  discard(): void;
  /** Ends the answer; what was said of it stays. Rejects when the server cannot be asked. */
  stop(): Promise<void>;
  /**
   * Asks something else in place of what was said in a message: in a new conversation that holds all before it. Answers
   * its name.
   */
  branch(before: string, text: string): Promise<string>;
  /** Has the last question answered again: it is not said again, and what was answered to it is put aside. */
  retry(question: string): Promise<void>;
  /** Has a question answered again in a new conversation that holds all up to it. Answers its name. */
  retryApart(question: string): Promise<string>;
  /** A new conversation that holds all up to a message. Answers its name. */
  fork(until: string): Promise<string>;
}

/** Ends with its scope. */
export function createTalk(
  ports: { readonly parley: ParleyClient; readonly clock: Clock; readonly random: Random; readonly scope: Scope },
  { agentId, name }: { readonly agentId: string; readonly name: string },
): Talk {
  const { parley, random, scope } = ports;
  const sessionKey = keyOf(agentId, name);
  const view = signal<TalkView>(nothing);
  const set = (part: Partial<TalkView>) => {
    if (!scope.ended) view.value = { ...view.peek(), ...part };
  };
  const held: Held = { ...ports, sessionKey, view, set };
  const reading = createReading(held);
  const { begun, isOver } = createHearing(held, reading);

  const put = async (waiting: Waiting): Promise<void> => {
    set({ waiting: { ...waiting, state: "sending", error: null }, fault: null });
    try {
      const message = waiting.text;
      const result = await parley.call("chat.send", { sessionKey, message }, { idempotencyKey: waiting.runId });
      const stands = view.peek().waiting?.runId === waiting.runId;
      if (stands) set({ waiting: "runId" in result ? { ...waiting, state: "sent", error: null } : null });
      if ("runId" in result && result.status !== "ok" && !isOver(waiting.runId)) set({ answer: begun(waiting.runId) });
      await reading.load();
    } catch (error) {
      if (view.peek().waiting?.runId === waiting.runId) set({ waiting: { ...waiting, state: "failed", error } });
    }
  };

  let wasOpen = parley.connection.peek() === "open";
  scope.onEnd(
    parley.connection.subscribe((connection) => {
      const isOpen = connection === "open";
      // What was said while the socket was away.
      if (isOpen && !wasOpen) void reading.load();
      wasOpen = isOpen;
      reading.lookAgain();
    }),
  );

  const fork = async (until: string): Promise<string> => {
    const { key } = await parley.call("sessions.copy", { key: sessionKey, messageId: until });
    return nameOf(agentId, key) ?? name;
  };

  const ask = (key: string, messageId: string, runId: string) =>
    parley.call("runs.retry", { sessionKey: key, messageId }, { idempotencyKey: runId });

  return {
    view,
    load: reading.load,
    loadEarlier: reading.loadEarlier,
    fork,
    send(text) {
      const { answer, waiting } = view.peek();
      // What did not go out is sent or deleted first: it would be lost.
      if (answer !== null || (waiting !== null && waiting.state !== "sent") || text.trim() === "") return false;
      void put({ runId: createId("run", random), text: text.trim(), state: "sending", error: null });
      return true;
    },
    resend() {
      const { waiting } = view.peek();
      if (waiting?.state === "failed") void put(waiting);
    },
    discard: () => set({ waiting: null }),
    async stop() {
      const { answer } = view.peek();
      if (answer === null) return;
      set({ answer: { ...answer, stopping: true } });
      try {
        const { aborted } = await parley.call("chat.abort", { sessionKey, runId: answer.runId });
        // It ended by itself a moment ago.
        if (!aborted) await reading.load();
      } catch (thrown) {
        const now = view.peek().answer;
        if (now !== null) set({ answer: { ...now, stopping: false } });
        throw thrown;
      }
    },
    async retry(question) {
      const runId = createId("run", random);
      const { status } = await ask(sessionKey, question, runId);
      set({ fault: null, ...(status === "ok" || isOver(runId) ? {} : { answer: begun(runId) }) });
      await reading.load();
    },
    async retryApart(question) {
      const branch = await fork(question);
      const key = keyOf(agentId, branch);
      // What it begins with are copies under names of their own.
      const { messages } = await parley.call("chat.history", { sessionKey: key, limit: 1 });
      await ask(key, messages.at(-1)?.id ?? question, createId("run", random));
      return branch;
    },
    async branch(before, text) {
      const { messages } = view.peek();
      const at = messages.findIndex(({ id }) => id === before);
      const last = at > 0 ? messages[at - 1] : undefined;
      const branch = last === undefined ? freshName(random) : await fork(last.id);
      const message = text.trim();
      const idempotencyKey = createId("run", random);
      await parley.call("chat.send", { sessionKey: keyOf(agentId, branch), message }, { idempotencyKey });
      return branch;
    },
  };
}
