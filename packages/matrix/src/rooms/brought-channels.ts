import { EventType, type Room } from "matrix-js-sdk";
import type { StoredAccount } from "../contract/account.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { byOrder, type SpaceFacts } from "./build-list.ts";
import { childrenOf, stateContent } from "./read-room.ts";

const maxChannels = 100;
/** Of a space of strangers, however many it suggests. */
const mostOfStrangers = 10;

const serverOf = (userId: string): string => userId.slice(userId.indexOf(":") + 1);

/** Whether a space was made on the homeserver of our own server, by whose members it is joined. */
function isOfHere(account: StoredAccount, space: Room): boolean {
  const creator = space.currentState.getStateEvents(EventType.RoomCreate, "")?.getSender();
  return account.elsewhere !== true && creator !== undefined && serverOf(creator) === serverOf(account.userId);
}

/**
 * The channels that one comes into with a space. On our own server they are simply there (decision 0010), the first
 * hundred; of other homeservers' spaces, and for accounts that live elsewhere, the first ten that the space suggests
 * (specification 1.17, 11.34.1): the others are offered.
 */
export function broughtChannels(account: StoredAccount, space: Room): readonly string[] {
  const children = childrenOf(space);
  if (isOfHere(account, space)) return children.slice(0, maxChannels).map(({ roomId }) => roomId);
  const suggested = children.filter(
    ({ roomId }) => stateContent(space, EventType.SpaceChild, roomId)?.suggested === true,
  );
  return suggested
    .sort(byOrder)
    .slice(0, mostOfStrangers)
    .map(({ roomId }) => roomId);
}

/** The joined spaces that list a room. */
export function* spacesListing(spaces: ReadonlyMap<string, SpaceFacts>, roomId: string): Generator<string> {
  for (const [spaceId, { membership, children }] of spaces) {
    if (membership === "join" && children.some((child) => child.roomId === roomId)) yield spaceId;
  }
}

/** By what was last read of a space: hundreds of invitations may stand, and are looked at with each sync. */
const broughtBy = new WeakMap<SpaceFacts, ReadonlySet<string>>();

function isAmongBrought(account: StoredAccount, space: Room, facts: SpaceFacts, roomId: string): boolean {
  let brought = broughtBy.get(facts);
  if (brought === undefined) {
    brought = new Set(broughtChannels(account, space));
    broughtBy.set(facts, brought);
  }
  return brought.has(roomId);
}

/** Whether an invitation to a room may be accepted unasked, because one of these spaces brings it. */
export function isBrought(
  { client, account }: Pick<ClientHandle, "client" | "account">,
  spaces: ReadonlyMap<string, SpaceFacts>,
  roomId: string,
): boolean {
  for (const spaceId of spacesListing(spaces, roomId)) {
    const [space, facts] = [client.getRoom(spaceId), spaces.get(spaceId)];
    if (space === null || facts === undefined) continue;
    // Of our own ones any, in their own bounds.
    if (isOfHere(account, space) || isAmongBrought(account, space, facts, roomId)) return true;
  }
  return false;
}
