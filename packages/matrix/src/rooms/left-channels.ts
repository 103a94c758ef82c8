import { messageOf } from "@parley/kernel";
import { EventType, type MatrixClient, type Room, RoomEvent } from "matrix-js-sdk";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { directRooms } from "./direct-rooms.ts";
import { childrenOf } from "./read-room.ts";

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
/** Who leaves a space leaves its channels first, one after the other: only what stays without the space counts. */
const calmMs = 2000;

/** Which channels this person does not want to be put into again. Kept with the account, so that all devices know. */
export interface LeftChannels {
  has(roomId: string): boolean;
  /** Notes the room as left; resolves without it when that fails or takes longer than 5 s. */
  note(roomId: string): Promise<void>;
  /** Takes rooms off the list again, in the same manner. */
  forget(roomIds: readonly string[]): Promise<void>;
}

/** Notes by itself what this person leaves in any other client, too. */
export function createLeftChannels(handle: ClientHandle): LeftChannels {
  const { client, ports, scope } = handle;
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
    // Not `inTime`: a write that is late must still come before the next.
    last = settled;
    await inTime;
  };
  // Who asks to be let in again wants to be in it.
  const onAsked = (room: Room, membership: string): void => {
    if (membership === "knock" && Object.hasOwn(leftContent(client), room.roomId)) void change([room.roomId], null);
  };
  client.on(RoomEvent.MyMembership, onAsked);
  scope.onEnd(() => client.off(RoomEvent.MyMembership, onAsked));
  const leaving = watchLeaves(handle, (roomIds) => {
    const known = leftContent(client);
    const fresh = roomIds.filter((roomId) => !Object.hasOwn(known, roomId));
    if (fresh.length > 0) void change(fresh, ports.clock.now());
  });
  return {
    has: (roomId) => leaving.has(roomId) || Object.hasOwn(leftContent(client), roomId),
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

/**
 * Hears of channels that this person has left, in whichever client, while staying in a space that lists them. Answers
 * those of which it is not clear yet.
 */
function watchLeaves(handle: ClientHandle, hear: (roomIds: readonly string[]) => void): ReadonlySet<string> {
  const { client, ports, scope, account } = handle;
  const leaving = new Set<string>();
  let cancel = (): void => {};
  const tell = (): void => {
    const spaces = client.getRooms().filter((room) => room.isSpaceRoom() && room.getMyMembership() === "join");
    const listed = new Set(spaces.flatMap((space) => childrenOf(space).map((child) => child.roomId)));
    const left = [...leaving].filter((roomId) => listed.has(roomId));
    leaving.clear();
    hear(left.slice(0, maxRooms));
  };
  const onMembership = (room: Room, membership: string, before?: string): void => {
    if (membership === "join") leaving.delete(room.roomId);
    if (membership !== "leave" || before !== "join") return;
    // Another sender: removed from the room, and welcome to come back.
    const event = room.currentState.getStateEvents(EventType.RoomMember, account.userId);
    if (event?.getSender() !== account.userId) return;
    const isChannel = !room.isSpaceRoom() && !directRooms(client).has(room.roomId);
    if (isChannel) leaving.add(room.roomId);
    cancel();
    cancel = ports.clock.after(calmMs, tell);
  };
  client.on(RoomEvent.MyMembership, onMembership);
  scope.onEnd(() => {
    cancel();
    client.off(RoomEvent.MyMembership, onMembership);
  });
  return leaving;
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
