import { effect, type ReadonlySignal, type Scope } from "@parley/kernel";
import type { Connection } from "@parley/matrix";
import type { Attention } from "./counts.ts";
import { mirrored } from "./mirrored.ts";

/** Between the tabs of one browser. */
export interface MirrorChannel {
  hear(run: (message: unknown) => void): void;
  say(message: unknown): void;
  close(): void;
}

/** Most that a number beside a title can mean: what is said beyond it is no count of ours. */
const most = 1_000_000;

/** Tells the other tabs what waits while the client runs here, and hears it while it runs there. Numbers, no words. */
export function startMirror(
  channel: MirrorChannel,
  connection: ReadonlySignal<Connection>,
  attention: ReadonlySignal<Attention>,
  scope: Scope,
): void {
  let told = "";
  const tell = (): void => {
    const { state } = connection.peek();
    if (state !== "elsewhere" && state !== "starting" && state !== "signed-out") channel.say(attention.peek());
  };
  channel.hear((message) => {
    if (message === "ask") tell();
    else if (connection.peek().state === "elsewhere") mirrored.value = read(message) ?? mirrored.peek();
  });
  const stops = [
    effect(() => {
      if (connection.value.state === "elsewhere") channel.say("ask");
      else mirrored.value = null;
    }),
    effect(() => {
      const { count, unread } = attention.value;
      const next = `${connection.value.state} ${count} ${unread}`;
      // The list changes with each message somewhere, what it adds up to seldom.
      if (next !== told) tell();
      told = next;
    }),
  ];
  scope.onEnd(() => {
    for (const stop of stops) stop();
    channel.close();
    mirrored.value = null;
  });
}

function read(message: unknown): Attention | null {
  if (typeof message !== "object" || message === null || !("count" in message) || !("unread" in message)) return null;
  const { count, unread } = message;
  if (typeof count !== "number" || !Number.isInteger(count) || count < 0 || count > most) return null;
  return typeof unread === "boolean" ? { count, unread } : null;
}
