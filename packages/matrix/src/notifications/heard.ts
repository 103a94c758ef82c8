import type { MatrixEvent, Room } from "matrix-js-sdk";
import type { RoomList, RoomSummary } from "../contract/rooms.ts";

/** An event that may be told. */
export interface Heard {
  readonly event: MatrixEvent;
  readonly room: Room;
  readonly id: string;
  /** News until then. */
  readonly until: number;
  /** It was told that something was said, before there was a key. */
  readonly told: boolean;
}

/** What was told and is not over. */
export interface Standing {
  readonly roomId: string;
  readonly invite: boolean;
  /** What is new in it, and when it was sent: the message, or the edit that names me in it. */
  readonly news: string;
  readonly ts: number;
}

/** By the homeserver's own clock, in milliseconds: this device's may be wrong. */
export function ageOf(event: MatrixEvent): number {
  const age: unknown = event.getUnsigned().age;
  return typeof age === "number" ? Math.max(0, age) : 0;
}

/** Whether an event cannot be read (yet). */
export function needsKey(event: MatrixEvent): boolean {
  return event.isEncrypted() && (event.getClearContent() === null || event.isDecryptionFailure());
}

/** A room of the list by its id, also one whose place another one has taken; invitations are none. */
export function findRoom(list: RoomList, roomId: string): RoomSummary | undefined {
  const channels = list.spaces.flatMap(({ categories }) => categories.flatMap((category) => category.channels));
  const replaced = (list.replaced ?? []).map(({ room }) => room);
  return [...list.directs, ...list.rooms, ...channels, ...replaced].find(({ id }) => id === roomId);
}
