import { EventType, JoinRule, type MatrixClient, type Room, Visibility } from "matrix-js-sdk";
import type { RoomJoinRulesEventContent } from "matrix-js-sdk/lib/@types/state_events.js";
import type { Arrangement, Upkeep } from "../contract/upkeep.ts";
import { mapped, matrixError } from "../errors.ts";
import { uploadPicture } from "../own/picture.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { levelsFor } from "./call-levels.ts";
import { createLevelWriter, type LevelWriter } from "./level-writer.ts";
import { newKeys } from "./order-keys.ts";
import { levelIn, maySendState } from "./power.ts";
import { categoriesIn, categoriesType, categoryKey, childrenOf, powerFacts, stateContent } from "./read-room.ts";
import { joinRules, privateInviteLevel } from "./room-templates.ts";
import { orderSpaces } from "./space-order.ts";
import { untilBack, type WrittenState } from "./written-state.ts";

/** Pictures, rules and order of rooms and spaces. */
export function createUpkeep(
  handle: ClientHandle,
  { setEvents, setInvite }: Pick<LevelWriter, "setEvents" | "setInvite"> = createLevelWriter(handle.client),
): Upkeep {
  const { client, account } = handle;
  const roomOf = (roomId: string): Room => {
    const room = client.getRoom(roomId);
    if (room === null) throw matrixError("MATRIX_NOT_FOUND", "this room is not known here");
    return room;
  };
  return {
    setPicture: (roomId, image) =>
      mapped(async () => {
        const content = image === null ? {} : { url: await uploadPicture(client, image) };
        await client.sendStateEvent(roomId, EventType.RoomAvatar, content, "");
      }),
    setAccess: (roomId, access) =>
      mapped(async () => {
        const room = roomOf(roomId);
        const spaceId = access === "server" ? parentOf(client, room) : null;
        if (access === "server" && spaceId === null) {
          throw matrixError("MATRIX_FORBIDDEN", "this room belongs to no space whose members could come in");
        }
        const shut = access === "invited" || access === "ask";
        const level = shut ? privateInviteLevel : 0;
        const power = powerFacts(room);
        const mayBoth =
          maySendState(power, account.userId, EventType.RoomJoinRules) &&
          (room.isSpaceRoom() ||
            inviteLevelOf(room) === level ||
            maySendState(power, account.userId, EventType.RoomPowerLevels));
        if (!mayBoth) throw matrixError("MATRIX_FORBIDDEN", "the rules of this room are not this account's to change");
        const setLevels = async (): Promise<void> => {
          if (!room.isSpaceRoom()) await setInvite(room, level);
        };
        const before = { level: inviteLevelOf(room), rules: joinRulesOf(room) };
        const setRules = async (content: RoomJoinRulesEventContent): Promise<void> => {
          await client.sendStateEvent(roomId, EventType.RoomJoinRules, content, "");
        };
        const wanted = joinRules(access, spaceId).content;
        // No room is called private while everyone in it may bring others; what is half done is taken back.
        if (shut)
          await both(
            setLevels,
            () => setRules(wanted),
            () => setInvite(room, before.level),
          );
        else
          await both(
            () => setRules(wanted),
            setLevels,
            () => setRules(before.rules),
          );
      }),
    listed: (roomId) =>
      mapped(async () => (await client.getRoomDirectoryVisibility(roomId)).visibility === Visibility.Public),
    setListed: (roomId, listed) =>
      mapped(async () => {
        await client.setRoomDirectoryVisibility(roomId, listed ? Visibility.Public : Visibility.Private);
      }),
    setCallRole: (roomId, right, role) =>
      mapped(() => setEvents(roomOf(roomId), (power) => levelsFor(power, right, role))),
    arrange: (spaceId, arrangement) => mapped(() => arrange(handle, roomOf(spaceId), arrangement)),
    orderSpaces: (spaceIds) => mapped(() => orderSpaces(handle, spaceIds)),
    unlist: (spaceId, roomId) =>
      mapped(async () => {
        await client.sendStateEvent(spaceId, EventType.SpaceChild, {}, roomId);
      }),
  };
}

/** The space that a room names as its parent and that lists it; a room alone could name any. */
function parentOf(client: MatrixClient, room: Room): string | null {
  const parents = client
    .getRooms()
    .filter((space) => space.isSpaceRoom() && childrenOf(space).some(({ roomId }) => roomId === room.roomId));
  const named = parents.find(({ roomId }) => stateContent(room, EventType.SpaceParent, roomId) !== null);
  return (named ?? parents[0])?.roomId ?? null;
}

/** The one and then the other. Refused the second, it takes back the first, as far as it may, and says why. */
async function both(first: () => Promise<void>, second: () => Promise<void>, back: () => Promise<void>): Promise<void> {
  await first();
  try {
    await second();
  } catch (thrown) {
    await back().catch(() => {});
    throw thrown;
  }
}

/** The rule that stands; without one only who is invited may come in. */
function joinRulesOf(room: Room): RoomJoinRulesEventContent {
  return (
    room.currentState.getStateEvents(EventType.RoomJoinRules, "")?.getContent<RoomJoinRulesEventContent>() ?? {
      join_rule: JoinRule.Invite,
    }
  );
}

/** The level from which on one may invite, as far as the sync has shown. */
const inviteLevelOf = (room: Room): number => levelIn(stateContent(room, EventType.RoomPowerLevels)?.invite) ?? 0;

async function arrange(handle: ClientHandle, space: Room, arrangement: readonly Arrangement[]): Promise<void> {
  const { client } = handle;
  const written: WrittenState[] = [];
  const wanted = arrangement.flatMap(({ id, name }) => (id === null ? [] : [{ id, name }]));
  const present = categoriesIn(stateContent(space, categoriesType));
  if (JSON.stringify(wanted) !== JSON.stringify(present)) {
    const { event_id } = await client.sendStateEvent(space.roomId, categoriesType, { categories: wanted }, "");
    written.push({ type: categoriesType, key: "", eventId: event_id });
  }
  const children = new Map(childrenOf(space).map((child) => [child.roomId, child]));
  for (const { id, channelIds } of arrangement) {
    const listed = channelIds.filter((roomId) => children.has(roomId));
    const keys = newKeys(listed, new Map(listed.map((roomId) => [roomId, children.get(roomId)?.order ?? null])));
    for (const roomId of listed) {
      const child = children.get(roomId);
      const order = keys.get(roomId);
      if (child === undefined || (order === undefined && child.categoryId === id)) continue;
      const { [categoryKey]: _category, ...before } = { ...stateContent(space, EventType.SpaceChild, roomId) };
      const content = {
        ...before,
        ...(order === undefined ? {} : { order }),
        ...(id === null ? {} : { [categoryKey]: id }),
      };
      const { event_id } = await client.sendStateEvent(space.roomId, EventType.SpaceChild, content, roomId);
      written.push({ type: EventType.SpaceChild, key: roomId, eventId: event_id });
    }
  }
  await untilBack(handle, space.roomId, written);
}
