import { messageOf } from "@parley/kernel";
import type { MatrixClient } from "matrix-js-sdk";
import type { ClientHandle } from "../sdk/client-handle.ts";

/** Account data: `{rooms: {[roomId]: ms}}`, channels that this person left by their own wish, and when. */
const leftType = "app.parley.left";
declare module "matrix-js-sdk/lib/@types/event.js" {
  interface AccountDataEvents {
    [leftType]: { rooms: Record<string, number> };
  }
}
const maxRooms = 500;
/** The note is a courtesy: nobody waits longer for it. */
const noteMs = 5000;

/** Which channels this person does not want to be put into again. Kept with the account, so that all devices know. */
export interface LeftChannels {
  has(roomId: string): boolean;
  /** Notes the room as left; resolves without it when that fails or takes longer than 5 s. */
  note(roomId: string): Promise<void>;
  /** Takes rooms off the list again, in the same manner. */
  forget(roomIds: readonly string[]): Promise<void>;
}

export function createLeftChannels({ client, ports, scope }: ClientHandle): LeftChannels {
  let last: Promise<void> = Promise.resolve();
  const change = async (roomIds: readonly string[], leftAt: number | null): Promise<void> => {
    // The content is replaced as a whole: each write must see the one before it.
    const written = last.then(async () => {
      const rooms = new Map(leftRooms(client));
      for (const roomId of roomIds) {
        if (leftAt === null) rooms.delete(roomId);
        else rooms.set(roomId, leftAt);
      }
      const newest = [...rooms].sort(([, a], [, b]) => b - a).slice(0, maxRooms);
      await client.setAccountData(leftType, { rooms: Object.fromEntries(newest) });
    });
    const settled = written.catch((thrown) => {
      ports.log.info("a left channel could not be noted", { reason: messageOf(thrown) });
    });
    const inTime = new Promise<void>((resolve) => {
      const cancel = ports.clock.after(noteMs, resolve);
      scope.onEnd(resolve);
      void settled.then(() => {
        cancel();
        resolve();
      });
    });
    last = inTime;
    await inTime;
  };
  return {
    has: (roomId) => Object.hasOwn(leftContent(client), roomId),
    async note(roomId) {
      if (!Object.hasOwn(leftContent(client), roomId)) await change([roomId], ports.clock.now());
    },
    async forget(roomIds) {
      const known = leftContent(client);
      const noted = roomIds.filter((roomId) => Object.hasOwn(known, roomId));
      if (noted.length > 0) await change(noted, null);
    },
  };
}

/** The account's note as it came: untrusted. */
function leftContent(client: MatrixClient): object {
  const content: Readonly<Record<string, unknown>> = client.getAccountData(leftType)?.getContent() ?? {};
  return typeof content.rooms === "object" && content.rooms !== null ? content.rooms : {};
}

function leftRooms(client: MatrixClient): ReadonlyMap<string, number> {
  const entries: [string, unknown][] = Object.entries(leftContent(client));
  return new Map(entries.filter((entry): entry is [string, number] => typeof entry[1] === "number"));
}
