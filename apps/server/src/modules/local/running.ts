import { fileURLToPath } from "node:url";
import type { Clock } from "@parley/kernel";
import type { StartTalker, Talker } from "../../platform/processes/talker.ts";
import { type FromChild, fromChild, type ToChild } from "./protocol.ts";

/** Its JavaScript; the model lies in native memory. */
const heapMb = 512;
const beatMs = 30_000;
const loadMs = 180_000;

const childScript = fileURLToPath(new URL("./child.ts", import.meta.url));

/** A child with a model in it. */
export interface RunningModel {
  /** Null while it runs; then why it ended, in words. */
  over(): string | null;
  /** Says one question; each thing that comes of it is told. Ends by `end`, `fault` or `over`. */
  ask(order: Extract<ToChild, { type: "ask" }>, onMessage: (message: FromChild) => void): Promise<void>;
  /** Stops the answer that is going on. */
  stop(): void;
  kill(why: string): void;
}

/**
 * Starts a child and lets it load. Throws an `Error` in words where it cannot. One that gives no sign for half a minute, or
 * takes more memory than it may, is ended.
 */
export async function runModel(
  {
    start,
    clock,
    mostBytes,
    signal,
  }: {
    readonly start: StartTalker;
    readonly clock: Clock;
    readonly mostBytes: number;
    /** Ends it while it loads. */
    readonly signal: AbortSignal;
  },
  order: Extract<ToChild, { type: "load" }>,
): Promise<RunningModel> {
  let over: string | null = null;
  let listener: (message: FromChild) => void = () => {};
  let wake: () => void = () => {};
  let child: Talker | null = null;
  let cancelBeat = () => {};
  const kill = (why: string) => {
    over ??= why;
    cancelBeat();
    child?.kill();
    wake();
  };
  const beat = () => {
    cancelBeat();
    if (over === null) cancelBeat = clock.after(beatMs, () => kill("gave no sign any more and was ended"));
  };
  child = start({ script: childScript, heapMb }, (raw) => {
    const read = fromChild.safeParse(raw);
    if (!read.success) {
      kill("said something that nobody understands and was ended");
      return;
    }
    beat();
    const message = read.data;
    if (message.type === "beat") {
      if (message.rss > mostBytes) kill(`took more than ${Math.round(mostBytes / 1e6)} MB of memory and was ended`);
    } else listener(message);
  });
  void child.ended.then((how) => {
    over ??= how;
    cancelBeat();
    wake();
  });
  beat();
  const until = (done: (message: FromChild) => boolean) =>
    new Promise<void>((resolve) => {
      wake = resolve;
      listener = (message) => {
        if (done(message)) resolve();
      };
      if (over !== null) resolve();
    });

  let refused: string | null = null;
  const late = clock.after(loadMs, () => kill(`did not load within ${loadMs / 60_000} minutes`));
  const ready = until((message) => {
    if (message.type === "unloadable") refused = message.message;
    return message.type === "loaded" || message.type === "unloadable";
  });
  const leave = () => kill(String(signal.reason));
  signal.addEventListener("abort", leave, { once: true });
  child.send(order);
  await ready;
  signal.removeEventListener("abort", leave);
  late();
  if (refused !== null) kill(refused);
  if (over !== null) throw new Error(over);
  const running = child;
  return {
    over: () => over,
    kill,
    stop: () => running.send({ type: "stop" } satisfies ToChild),
    async ask(question, onMessage) {
      const ended = until((message) => {
        if (!("id" in message) || message.id !== question.id) return false;
        onMessage(message);
        return message.type === "end" || message.type === "fault";
      });
      running.send(question);
      await ended;
      listener = () => {};
    },
  };
}
