import { EventType, type Room } from "matrix-js-sdk";
import { spacesNamedBy } from "./own-channels.ts";
import { stateContent } from "./read-room.ts";
import { voiceRoomType } from "./room-type.ts";

/** What decides over an invitation to a room; from its stripped state, which the inviter's side wrote: untrusted. */
export interface Invitation {
  readonly roomId: string;
  readonly direct: boolean;
  /** A channel as we make them, for writing or for talking: no space, and of no type that is not known here. */
  readonly plainRoom: boolean;
  /** The spaces whose members may join by the room's rule, and those that it says it belongs to. */
  readonly spaceIds: readonly string[];
}

/** What the invited person is in. */
export interface Standing {
  /**
   * Whether a space that I have joined lists the room. Only people with the right to can list one: the homeserver
   * authorizes `m.space.child` like all state.
   */
  isChannel(roomId: string): boolean;
  /** Whether such a space brings it to whoever joins: a space of strangers may list any number. */
  isBrought(roomId: string): boolean;
  membershipIn(spaceId: string): "join" | "invite" | null;
  hasLeft(roomId: string): boolean;
}

/**
 * `accept`: a channel that a space of mine brings. `wait`: it says that it is one, and its listing may be on its way: rooms
 * are made before they are listed. `with-space`: comes with a space that I am invited to. `ask`: the person decides.
 */
export type Verdict = "accept" | "wait" | "with-space" | "ask";

/** Reads an invitation; `direct` as the room list sees it. */
export function readInvitation(room: Room, direct: boolean): Invitation {
  const create = stateContent(room, EventType.RoomCreate);
  const spaceIds = spacesNamedBy(room);
  const plainRoom = create !== null && (create.type === undefined || create.type === voiceRoomType);
  return { roomId: room.roomId, direct, plainRoom, spaceIds };
}

/** What becomes of an invitation. */
export function judge(invitation: Invitation, standing: Standing): Verdict {
  const { roomId, direct, plainRoom, spaceIds } = invitation;
  if (direct || !plainRoom || standing.hasLeft(roomId)) return "ask";
  if (standing.isChannel(roomId)) return standing.isBrought(roomId) ? "accept" : "ask";
  const memberships = spaceIds.map((spaceId) => standing.membershipIn(spaceId));
  if (memberships.includes("join")) return "wait";
  return memberships.includes("invite") ? "with-space" : "ask";
}
