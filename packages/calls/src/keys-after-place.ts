import { type Clock, sleep } from "@parley/kernel";
import type { RoomCall } from "@parley/matrix";

/** A place that takes longer is not waited for. */
const placeMs = 2000;

/**
 * The same call, whose keys go out once one's own place was written: at the word of it the others send theirs, and it
 * comes the later the more the homeserver and their pages have to do. One's own key is of no use before one's media.
 */
export function keysAfterPlace(call: RoomCall, clock: Clock): RoomCall {
  const tried = new AbortController();
  const late = sleep(clock, placeMs, tried.signal).catch(() => {});
  return {
    ...call,
    async join(transport, intent) {
      try {
        return await call.join(transport, intent);
      } finally {
        tried.abort();
      }
    },
    async sendKey(key, to) {
      await late;
      return await call.sendKey(key, to);
    },
  };
}
