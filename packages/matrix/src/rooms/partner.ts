import { EventType, MatrixEvent, type Room, type RoomMember } from "matrix-js-sdk";
import { record } from "../content/event-view.ts";
import type { RoomSummary } from "../contract/rooms.ts";
import { toMatrixError } from "../errors.ts";
import { lookOf, nameAtGlance } from "./namesakes.ts";

/** How the other one of a conversation looks. */
export interface Partner {
  readonly userId: string;
  readonly name: string;
  readonly avatarMxc: string | null;
}

/**
 * The other one of a conversation of two: it looks as they do, whatever name or picture anyone has given the room. Null:
 * there are more than two, who go by what their room is called, unless that speaks of one person. `shown`: as the
 * conversation was shown last, which it goes on being until something is known.
 */
export function partnerOf(room: Room, directUserId: string, shown: RoomSummary | null = null): Partner | null {
  if (room.getInvitedAndJoinedMemberCount() > 2 && !namesPerson(room)) return null;
  const [here, ...more] = room.getMembers().filter((member) => isIn(member) && member.userId !== room.myUserId);
  // Who was noted may have left, and somebody else have come.
  const member = here !== undefined && more.length === 0 ? here : room.getMember(directUserId);
  const userId = member?.userId ?? directUserId;
  if (member === null && shown?.directUserId === userId && isShownAsPerson(shown)) {
    return { userId, name: shown.name, avatarMxc: shown.avatarMxc };
  }
  return {
    userId,
    name: member === null ? userId : nameAtGlance(room, member, calledIn(member)),
    avatarMxc: member?.getMxcAvatarUrl() ?? null,
  };
}

/** More than two may have gone by what their room was called: that is nobody's name. */
const isShownAsPerson = ({ kind, membership, memberCount }: RoomSummary): boolean =>
  kind === "direct" && membership === "join" && memberCount <= 2;

/** Whether the name that someone has given a room has an id in it: it would pass for whose that is. */
function namesPerson(room: Room): boolean {
  const name: unknown = room.currentState.getStateEvents(EventType.RoomName, "")?.getContent().name;
  return typeof name === "string" && /@.+:/u.test(lookOf(name));
}

const isIn = ({ membership }: RoomMember): boolean => membership === "join" || membership === "invite";

/** Who leaves takes the name out of the room's state. */
function calledIn(member: RoomMember): string {
  if (isIn(member)) return member.rawDisplayName;
  const then = record(member.events.member?.getUnsigned(), "prev_content")?.displayname;
  return typeof then === "string" ? then : member.rawDisplayName;
}

const looks = new WeakMap<RoomSummary, readonly string[]>();
const withIds = new WeakMap<RoomSummary, RoomSummary>();

/**
 * What a name looks like to who reads it: letters of other scripts, and numbers, count as those that they resemble. A
 * great I resembles a small l and is the great one of i: as it is written, and in small letters.
 */
function looksOf(room: RoomSummary): readonly string[] {
  let known = looks.get(room);
  if (known === undefined) {
    const { name } = room;
    known = [...new Set([name, name.toLowerCase()].map(lookOf))];
    looks.set(room, known);
  }
  return known;
}

function withId(room: RoomSummary): RoomSummary {
  const { name, directUserId } = room;
  if (directUserId === null || name.includes(directUserId)) return room;
  let told = withIds.get(room);
  if (told === undefined) {
    told = { ...room, name: `${name} (${directUserId})` };
    withIds.set(room, told);
  }
  return told;
}

/** Of conversations with several people of one name each says by the id whose it is; the others stay what they are. */
export function toldApart(directs: readonly RoomSummary[]): ReadonlyMap<string, RoomSummary> {
  const people = new Map<string, string | null>();
  const shared = new Set<string>();
  for (const room of directs) {
    for (const look of looksOf(room)) {
      const before = people.get(look);
      if (before !== undefined && before !== room.directUserId) shared.add(look);
      people.set(look, room.directUserId);
    }
  }
  const isShared = (room: RoomSummary): boolean => looksOf(room).some((look) => shared.has(look));
  return new Map(directs.flatMap((room) => (isShared(room) ? [[room.id, withId(room)]] : [])));
}

const isOfTwo = (room: Room): boolean => room.getInvitedAndJoinedMemberCount() === 2;

/** Whether it is known who the other one is: where the one that was noted is gone somebody else may be there. */
function isKnown(room: Room, userId: string): boolean {
  const member = room.getMember(userId);
  return member !== null && (isIn(member) || !isOfTwo(room));
}

/** So many conversations are asked about in one run: those that somebody writes in tell it themselves. */
const mostAsked = 500;

/**
 * Asks, one room after the other, who the partner of a conversation is where that is not known: rooms with a name come
 * without. The one that was noted, and all members only where that one is gone: of encrypted rooms the SDK keeps none.
 */
export function createPartnerLoader(
  known: (roomId: string) => void,
  ended: () => boolean,
): (room: Room, userId: string) => void {
  const asked = new Set<string>();
  let last = Promise.resolve();
  return (room, userId) => {
    if (asked.has(room.roomId) || room.getMyMembership() !== "join" || isKnown(room, userId)) return;
    // More than two, who go by what their room is called.
    if (partnerOf(room, userId) === null) return;
    if (asked.size >= mostAsked) return;
    asked.add(room.roomId);
    last = last
      .then(async () => {
        if (ended()) return;
        if (room.getMember(userId) === null) await loadMember(room, userId);
        if (isOfTwo(room) && !isKnown(room, userId) && !ended()) await room.loadMembersIfNeeded();
        known(room.roomId);
      })
      .catch(
        // Asked again when something happens there.
        () => void asked.delete(room.roomId),
      );
  };
}

/** Fetches what the room says of one person; nothing is known of who was never there. */
async function loadMember(room: Room, userId: string): Promise<void> {
  const { client, roomId } = room;
  const content = await client.getStateEvent(roomId, EventType.RoomMember, userId).catch((thrown: unknown) => {
    if (toMatrixError(thrown).code === "MATRIX_NOT_FOUND") return null;
    throw thrown;
  });
  // A sync may have brought it meanwhile.
  if (content === null || room.getMember(userId) !== null) return;
  const { displayname, avatar_url, membership } = content;
  const said = { displayname, avatar_url, membership };
  const event = { type: EventType.RoomMember, room_id: roomId, state_key: userId, sender: userId, content: said };
  room.currentState.setStateEvents([new MatrixEvent(event)]);
  // What the members say when all are loaded takes its place, and it is not kept.
  room.getMember(userId)?.markOutOfBand();
}
