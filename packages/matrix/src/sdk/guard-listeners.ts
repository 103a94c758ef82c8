import type { Log } from "@parley/kernel";
import { TypedEventEmitter } from "matrix-js-sdk/lib/models/typed-event-emitter.js";

let log: Log | null = null;

/**
 * From now on a listener of the SDK's that throws fails alone. The SDK tells of each event in the midst of taking a
 * sync's answer in: what one listener threw made it drop the rest of that answer, and with it messages, for good. One
 * event that somebody had not reckoned with was enough.
 */
export function guardListeners(to: Log): void {
  const isGuarded = log !== null;
  log = to;
  if (isGuarded) return;
  const unguarded = TypedEventEmitter.prototype.emit;
  TypedEventEmitter.prototype.emit = function (event, ...told) {
    if (this.listenerCount(event) === 0) return unguarded.call(this, event, ...told);
    for (const listener of this.rawListeners(event)) {
      try {
        Reflect.apply(listener, this, told);
      } catch (thrown) {
        log?.error("a listener of the SDK failed", { event: String(event), ...placeOf(thrown) });
      }
    }
    return true;
  };
}

/** What failed and where: a fault's message may quote what somebody wrote. */
function placeOf(thrown: unknown): { readonly fault: string; readonly at: string | undefined } {
  if (!(thrown instanceof Error)) return { fault: typeof thrown, at: undefined };
  const at = thrown.stack?.split("\n").find((line) => /^\s+at |^\S*@\S+:\d+/u.test(line));
  return { fault: thrown.name, at: at?.trim().slice(0, 200) };
}
