import { type ReadonlySignal, type Signal, signal } from "@parley/kernel";
import type { People } from "../contract/people.ts";
import type { Removals } from "../contract/removals.ts";
import { matrixError, toMatrixError } from "../errors.ts";
import { lazily } from "../lazily.ts";
import { watchUse } from "../own/in-use.ts";
import { createPeople } from "../own/people.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import type { Doors, Housekeeping, Telling } from "./housekeeping.ts";
import { createRemovals } from "./removals.ts";

/** What a run of the client offers of other people and of keeping rooms. */
export interface Community {
  readonly people: People;
  /** Nobody is at this device, and the account is in use on another one. */
  isInUseElsewhere(): boolean;
  readonly removals: Removals;
  /** Null until it has been fetched, which begins once the first sync is in. */
  readonly housekeeping: ReadonlySignal<Housekeeping | null>;
  /** Fetches it now. */
  whenKept(): Promise<Housekeeping>;
}

export function createCommunity(handle: ClientHandle, rooms: Doors, telling: Telling): Community {
  const { client, account, connection, scope, ports } = handle;
  const housekeeping: Signal<Housekeeping | null> = signal(null);
  const whenKept = lazily(async () => {
    const { createHousekeeping } = await import("./housekeeping.ts");
    if (scope.ended) throw matrixError("MATRIX_UNREACHABLE", "the account's client is not running any more");
    const made = createHousekeeping(handle, rooms, telling);
    housekeeping.value = made;
    return made;
  });
  scope.onEnd(
    connection.subscribe(({ state }) => {
      if (state !== "online" || housekeeping.peek() !== null) return;
      whenKept().catch((thrown) => {
        ports.log.info("a part of the client is not here yet", { code: toMatrixError(thrown).code });
      });
    }),
  );
  const use = watchUse(client, account.userId, createPeople(handle));
  return { ...use, removals: createRemovals(handle), housekeeping, whenKept };
}
