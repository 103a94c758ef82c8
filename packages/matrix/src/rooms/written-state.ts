import type { MatrixClient } from "matrix-js-sdk";
import { toMatrixError } from "../errors.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { categoriesIn, categoriesType } from "./read-room.ts";

/** How long a state event that was written may take to come back, in milliseconds. */
const echoMs = 5000;

/** A state event that the homeserver has taken. */
export interface WrittenState {
  readonly type: string;
  readonly key: string;
  readonly eventId: string;
}

/**
 * What comes next is reckoned from what the sync has brought: waits up to 5 s for what was just written to the room to
 * come back, and goes on without it after that. A room that is not known here has nothing to wait for.
 */
export async function untilBack(
  { client, ports, scope }: ClientHandle,
  roomId: string,
  written: readonly WrittenState[],
): Promise<void> {
  const deadline = ports.clock.now() + echoMs;
  const isBack = ({ type, key, eventId }: WrittenState): boolean => {
    const room = client.getRoom(roomId);
    return room === null || room.currentState.getStateEvents(type, key)?.getId() === eventId;
  };
  while (!written.every(isBack) && ports.clock.now() < deadline && !scope.ended) {
    await new Promise<void>((resolve) => {
      ports.clock.after(30, resolve);
    });
  }
}

/** The content of a state event as the homeserver has it now, whatever the sync has brought; empty where there is none. */
export async function currentState(
  client: MatrixClient,
  roomId: string,
  type: string,
  key: string,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await client.getStateEvent(roomId, type, key);
  } catch (thrown) {
    if (toMatrixError(thrown).code === "MATRIX_NOT_FOUND") return {};
    throw thrown;
  }
}

/** A space's categories as they stand now: what is added to them or moved must leave others' newest in place. */
export const currentCategories = async (
  client: MatrixClient,
  spaceId: string,
): Promise<{ readonly id: string; readonly name: string }[]> =>
  categoriesIn(await currentState(client, spaceId, categoriesType, ""));
