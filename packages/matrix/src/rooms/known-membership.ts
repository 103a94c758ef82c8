import { EventType, type Room } from "matrix-js-sdk";

/**
 * A person's membership as the homeserver has told it, or null when it has not (yet). A homeserver that loads members
 * lazily sends each only once a device, and an answer can be lost: that a member is not known says nothing. The SDK's
 * own `getMyMembership` answers "leave" then.
 */
export function knownMembership(room: Room, userId: string): string | null {
  const membership: unknown = room.currentState.getStateEvents(EventType.RoomMember, userId)?.getContent().membership;
  if (typeof membership === "string") return membership;
  // Rooms that came as invitations without a member event of their own.
  const mine = userId === room.myUserId ? room.getMyMembership() : "leave";
  return mine === "leave" ? null : mine;
}

/** Whether the room is one of which the homeserver has told something, but not whether this account is in it. */
export function isUnsettled(room: Room): boolean {
  const told = room.currentState.getStateEvents(EventType.RoomCreate, "") !== null;
  return told && knownMembership(room, room.myUserId) === null;
}
