import { EventType, JoinRule, type MatrixClient, type Room, Visibility } from "matrix-js-sdk";
import type { RoomJoinRulesEventContent } from "matrix-js-sdk/lib/@types/state_events.js";
import { levelIn } from "../content/power-level.ts";
import type { Arrangement, Upkeep } from "../contract/upkeep.ts";
import { mapped, matrixError } from "../errors.ts";
import { uploadPicture } from "../own/picture.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { byOrder } from "./build-list.ts";
import { levelsFor } from "./call-levels.ts";
import { createLevelWriter, type LevelWriter } from "./level-writer.ts";
import { mergeArrangement } from "./merge-arrangement.ts";
import { newKeys } from "./order-keys.ts";
import { maySendState } from "./power.ts";
import { categoriesIn, categoriesType, categoryKey, childrenOf, powerFacts, stateContent } from "./read-room.ts";
import { joinRules, privateInviteLevel } from "./room-templates.ts";
import { orderSpaces } from "./space-order.ts";
import { currentCategories, currentState, untilBack, type WrittenState } from "./written-state.ts";

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
    arrange: (spaceId, next, before) => mapped(() => arrange(handle, roomOf(spaceId), next, before ?? null)),
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

/** Done to what the homeserver has by now: another may have changed it since the person saw it as `before`. */
async function arrange(
  handle: ClientHandle,
  space: Room,
  next: readonly Arrangement[],
  before: readonly Arrangement[] | null,
): Promise<void> {
  const { client } = handle;
  const { roomId: spaceId } = space;
  const known = standingIn(space, categoriesIn(stateContent(space, categoriesType)));
  const present = await currentCategories(client, spaceId);
  const merged = mergeArrangement(before ?? known, next, standingIn(space, present));
  if (merged === null) throw matrixError("MATRIX_NOT_FOUND", "a category that this order is about is no more");
  const written: WrittenState[] = [];
  const wanted = merged.flatMap(({ id, name }) => (id === null ? [] : [{ id, name }]));
  if (JSON.stringify(wanted) !== JSON.stringify(present)) {
    const { event_id } = await client.sendStateEvent(spaceId, categoriesType, { categories: wanted }, "");
    written.push({ type: categoriesType, key: "", eventId: event_id });
  }
  const children = new Map(childrenOf(space).map((child) => [child.roomId, child]));
  for (const { id, channelIds } of merged) {
    const keys = newKeys(
      channelIds,
      new Map(channelIds.map((roomId) => [roomId, children.get(roomId)?.order ?? null])),
    );
    for (const roomId of channelIds) {
      const child = children.get(roomId);
      const order = keys.get(roomId);
      if (child === undefined || (order === undefined && child.categoryId === id)) continue;
      const { [categoryKey]: category, ...content } = await currentState(client, spaceId, EventType.SpaceChild, roomId);
      // Taken off meanwhile.
      if (!Array.isArray(content.via)) continue;
      const place = child.categoryId === id ? category : id;
      const { event_id } = await client.sendStateEvent(
        spaceId,
        EventType.SpaceChild,
        {
          ...content,
          ...(order === undefined ? {} : { order }),
          ...(typeof place === "string" ? { [categoryKey]: place } : {}),
        },
        roomId,
      );
      written.push({ type: EventType.SpaceChild, key: roomId, eventId: event_id });
    }
  }
  await untilBack(handle, spaceId, written);
}

/** The order as the sync has brought it; in categories that are none, channels stand above all others. */
function standingIn(space: Room, categories: readonly { readonly id: string; readonly name: string }[]): Arrangement[] {
  const ids = new Set(categories.map(({ id }) => id));
  const children = childrenOf(space).sort(byOrder);
  return [{ id: null, name: "" }, ...categories].map(({ id, name }) => ({
    id,
    name,
    channelIds: children
      .filter(({ categoryId }) => (categoryId !== null && ids.has(categoryId) ? categoryId : null) === id)
      .map(({ roomId }) => roomId),
  }));
}
