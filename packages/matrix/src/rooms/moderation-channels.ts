import { type Clock, type Scope, sleep } from "@parley/kernel";
import type { Room } from "matrix-js-sdk";
import type { DeedProgress } from "../contract/moderation.ts";
import { toMatrixError } from "../errors.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { ownChannels } from "./own-channels.ts";
import { childrenOf } from "./read-room.ts";

const maxChannels = 200;
/** Waited in all, while one deed is done: the homeserver lets through a few changes a second, or one in five. */
const patienceMs = 5 * 60_000;
/** Before the next try, where the homeserver does not say how long. */
const unsaidMs = 2_000;

/** `kept`: there was something that this deed is not about. `nothing`: there was nothing to do. */
export type Outcome = "done" | "nothing" | "kept" | "skipped";
type Tally = Record<Outcome, number>;

/** Does something, again after a wait where it passes. Rejects when the patience for all of it is spent. */
export type Patiently = <T>(act: () => Promise<T>, passes: (code: string, retryable: boolean) => boolean) => Promise<T>;

/** One for each deed. */
export function createPatience(clock: Clock, scope: Scope): Patiently {
  let left = patienceMs;
  return async (act, passes) => {
    for (;;) {
      const since = clock.now();
      try {
        return await act();
      } catch (thrown) {
        const fault = toMatrixError(thrown);
        const wait = Math.max(fault.retryAfterMs ?? unsaidMs, 100);
        left -= clock.now() - since;
        if (!passes(fault.code, fault.retryable) || wait > left || scope.ended) throw fault;
        left -= wait;
        await sleep(clock, wait, scope.signal);
      }
    }
  };
}

/** The channels of a space that I am in, and how many others it has or may have; none of any other room. */
function channelsOf({ client }: ClientHandle, room: Room): { mine: Room[]; others: number } {
  if (!room.isSpaceRoom()) return { mine: [], others: 0 };
  const known = ownChannels(client, room);
  const mine = known.filter((channel) => channel.getMyMembership() === "join").slice(0, maxChannels);
  // Of a room that I do not know, the list is all there is to go by.
  const unknown = childrenOf(room).filter(({ roomId }) => client.getRoom(roomId) === null).length;
  return { mine, others: known.length - mine.length + unknown };
}

/**
 * Does it in a space's channels, one after the other, and answers what came of it in how many. `deed` is called again
 * after a fault that passes, and looks each time what there is to do. When the patience is spent the rest is left out.
 */
export async function inChannels(
  handle: ClientHandle,
  room: Room,
  patiently: Patiently,
  deed: (channel: Room) => Promise<Outcome>,
  progress: DeedProgress | undefined,
): Promise<Tally> {
  const { log } = handle.ports;
  const { mine, others } = channelsOf(handle, room);
  const tally: Tally = { done: 0, nothing: 0, kept: 0, skipped: others };
  for (const [at, channel] of mine.entries()) {
    progress?.(at, mine.length);
    try {
      tally[
        await patiently(
          () => deed(channel),
          (_, retryable) => retryable,
        )
      ] += 1;
    } catch (thrown) {
      const { code, retryable } = toMatrixError(thrown);
      tally.skipped += 1;
      log.info("a channel of the space was left out", { code });
      // It would be the same with each of the others.
      if (!retryable && !handle.scope.ended) continue;
      tally.skipped += mine.length - at - 1;
      break;
    }
  }
  return tally;
}
