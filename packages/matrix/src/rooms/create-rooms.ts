import { createId } from "@parley/kernel";
import { EventType, type ICreateRoomOpts, type MatrixClient, Preset, type Room, Visibility } from "matrix-js-sdk";
import type { NewChannel } from "../contract/rooms.ts";
import { mapped, matrixError } from "../errors.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { directRooms, markDirect } from "./direct-rooms.ts";
import { categoriesIn, categoriesType, categoryKey, stateContent } from "./read-room.ts";

/** Account data: `{[marker]: {spaceId}}`, what `createSpace` has finished. */
const setupType = "app.parley.setup";
/** In `m.room.create`, so that a room made just before a crash is found again. */
const markerKey = "app.parley.marker";

export interface RoomMaker {
  createSpace(request: {
    name: string;
    topic?: string;
    channels: readonly NewChannel[];
    marker?: string;
  }): Promise<string>;
  createChannel(spaceId: string, channel: NewChannel): Promise<string>;
  createCategory(spaceId: string, name: string): Promise<string>;
  openDirect(userId: string): Promise<string>;
}

export function createRoomMaker(handle: ClientHandle): RoomMaker {
  const { client } = handle;
  const opening = new Map<string, Promise<string>>();

  /** The levels that Synapse would set, with calls open to all members: an override of `events` is not merged. */
  const eventLevels = async (): Promise<Record<string, number>> => {
    const version = await defaultRoomVersion(client);
    return {
      [EventType.RoomName]: 50,
      [EventType.RoomAvatar]: 50,
      [EventType.RoomCanonicalAlias]: 50,
      [EventType.RoomHistoryVisibility]: 100,
      [EventType.RoomPowerLevels]: 100,
      [EventType.RoomEncryption]: 100,
      [EventType.RoomServerAcl]: 100,
      // From version 12 only creators may replace a room (MSC4289).
      [EventType.RoomTombstone]: version >= 12 ? 150 : 100,
      "org.matrix.msc3401.call.member": 0,
      "org.matrix.msc4143.rtc.slot": 0,
    };
  };
  const encrypted = { type: EventType.RoomEncryption, state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } };
  const sharedHistory = {
    type: EventType.RoomHistoryVisibility,
    state_key: "",
    content: { history_visibility: "shared" },
  };
  const noGuests = { type: EventType.RoomGuestAccess, state_key: "", content: { guest_access: "forbidden" } };

  const make = async (request: ICreateRoomOpts): Promise<string> =>
    (await client.createRoom({ visibility: Visibility.Private, ...request })).room_id;

  const makeSpace = async (name: string, topic: string | undefined, marker: string | undefined): Promise<string> =>
    make({
      name,
      ...(topic === undefined ? {} : { topic }),
      preset: Preset.PrivateChat,
      creation_content: { type: "m.space", ...(marker === undefined ? {} : { [markerKey]: marker }) },
      initial_state: [
        { type: EventType.RoomJoinRules, state_key: "", content: { join_rule: "public" } },
        sharedHistory,
        noGuests,
      ],
      // Nothing is said in a space itself. Whoever belongs to it may bring others: its rule is public among accounts.
      power_level_content_override: { events_default: 100, invite: 0, events: await eventLevels() },
    });

  const makeChannel = async (spaceId: string, channel: NewChannel, marker: string | null): Promise<string> =>
    make({
      name: channel.name,
      ...(channel.topic === undefined || channel.topic === "" ? {} : { topic: channel.topic }),
      preset: Preset.PrivateChat,
      ...(marker === null ? {} : { creation_content: { [markerKey]: marker } }),
      initial_state: [
        encrypted,
        {
          type: EventType.RoomJoinRules,
          state_key: "",
          content: { join_rule: "restricted", allow: [{ type: "m.room_membership", room_id: spaceId }] },
        },
        sharedHistory,
        noGuests,
        { type: EventType.SpaceParent, state_key: spaceId, content: { via: via(handle), canonical: true } },
      ],
      power_level_content_override: { invite: 0, events: await eventLevels() },
    });

  const addChild = async (spaceId: string, roomId: string, categoryId: string | null | undefined): Promise<void> => {
    const content = { via: via(handle), suggested: true, ...(categoryId ? { [categoryKey]: categoryId } : {}) };
    await client.sendStateEvent(spaceId, EventType.SpaceChild, content, roomId);
  };

  const markedRoom = (marker: string): string | null => {
    const found = client
      .getRooms()
      .find((room) => room.getMyMembership() === "join" && markerOf(room) === marker && sentByMe(room));
    return found?.roomId ?? null;
  };
  const sentByMe = (room: Room): boolean => room.getCreator() === handle.account.userId;

  const createSpace: RoomMaker["createSpace"] = async (request) => {
    const { marker } = request;
    const done = marker === undefined ? null : await finishedSpace(client, marker);
    if (done !== null) return done;
    const spaceId =
      (marker === undefined ? null : markedRoom(marker)) ?? (await makeSpace(request.name, request.topic, marker));
    for (const [at, channel] of request.channels.entries()) {
      const channelMarker = marker === undefined ? null : `${marker}/${at}`;
      const made = channelMarker === null ? null : markedRoom(channelMarker);
      const roomId = made ?? (await makeChannel(spaceId, channel, channelMarker));
      await addChild(spaceId, roomId, channel.categoryId);
    }
    if (marker !== undefined) await noteFinished(client, marker, spaceId);
    await untilKnown(handle, spaceId);
    return spaceId;
  };

  const findOrMakeDirect = async (userId: string): Promise<string> => {
    const standing = standingDirect(client, userId);
    if (standing !== null) {
      if (client.getRoom(standing)?.getMyMembership() === "invite") await client.joinRoom(standing);
      await markDirect(client, standing, userId);
      return standing;
    }
    const roomId = await make({
      preset: Preset.TrustedPrivateChat,
      is_direct: true,
      invite: [userId],
      initial_state: [encrypted, sharedHistory, noGuests],
      power_level_content_override: { events: await eventLevels() },
    });
    await markDirect(client, roomId, userId);
    await untilKnown(handle, roomId);
    return roomId;
  };

  return {
    createSpace: (request) => mapped(() => createSpace(request)),
    createChannel: (spaceId, channel) =>
      mapped(async () => {
        const roomId = await makeChannel(spaceId, channel, null);
        await addChild(spaceId, roomId, channel.categoryId);
        await untilKnown(handle, roomId);
        return roomId;
      }),
    createCategory: (spaceId, name) =>
      mapped(async () => {
        const space = client.getRoom(spaceId);
        if (space === null) throw matrixError("MATRIX_NOT_FOUND", "this space is not known here");
        const id = createId("cat", handle.ports.random);
        const categories = [...categoriesIn(stateContent(space, categoriesType)), { id, name }];
        await client.sendStateEvent(spaceId, categoriesType as never, { categories } as never, "");
        return id;
      }),
    openDirect: (userId) =>
      mapped(() => {
        const running = opening.get(userId);
        if (running !== undefined) return running;
        const started = findOrMakeDirect(userId).finally(() => opening.delete(userId));
        opening.set(userId, started);
        return started;
      }),
  };
}

/** Servers to join through: our own is enough, and the only one without federation. */
export function via(handle: ClientHandle): string[] {
  return [handle.account.userId.slice(handle.account.userId.indexOf(":") + 1)];
}

/** Waits up to 10 s until the sync has brought a room that was just made or joined; goes on without it after that. */
export async function untilKnown(handle: ClientHandle, roomId: string): Promise<Room | null> {
  const { client, scope } = handle;
  const { clock } = handle.ports;
  const known = (): Room | null => {
    const room = client.getRoom(roomId);
    return room?.getMyMembership() === "join" && stateContent(room, EventType.RoomCreate) !== null ? room : null;
  };
  const deadline = clock.now() + 10_000;
  while (known() === null && clock.now() < deadline && !scope.ended) {
    await new Promise<void>((resolve) => {
      clock.after(50, resolve);
    });
  }
  return known();
}

/** The room with a person that both are in or invited to; the one with the newest activity. */
function standingDirect(client: MatrixClient, userId: string): string | null {
  let best: { readonly roomId: string; readonly activeAt: number } | null = null;
  for (const [roomId, other] of directRooms(client)) {
    const room = other === userId ? client.getRoom(roomId) : null;
    if (room === null) continue;
    const mine = room.getMyMembership();
    const theirs = room.getMember(userId)?.membership;
    if ((mine !== "join" && mine !== "invite") || (theirs !== "join" && theirs !== "invite")) continue;
    const activeAt = room.getLastActiveTimestamp();
    if (best === null || activeAt > best.activeAt) best = { roomId, activeAt };
  }
  if (best !== null) return best.roomId;
  const invited = client
    .getRooms()
    .find((room) => room.getMyMembership() === "invite" && room.getDMInviter() === userId);
  return invited?.roomId ?? null;
}

function markerOf(room: Room): unknown {
  return stateContent(room, EventType.RoomCreate)?.[markerKey];
}

async function setupData(client: MatrixClient): Promise<Readonly<Record<string, unknown>>> {
  return ((await client.getAccountDataFromServer(setupType as never)) as Record<string, unknown> | null) ?? {};
}

async function finishedSpace(client: MatrixClient, marker: string): Promise<string | null> {
  const entry = (await setupData(client))[marker];
  const spaceId = typeof entry === "object" && entry !== null && "spaceId" in entry ? entry.spaceId : null;
  return typeof spaceId === "string" ? spaceId : null;
}

async function noteFinished(client: MatrixClient, marker: string, spaceId: string): Promise<void> {
  await client.setAccountData(setupType as never, { ...(await setupData(client)), [marker]: { spaceId } } as never);
}

/** The room version that this homeserver makes by itself; 0 for versions that are not plain numbers. */
async function defaultRoomVersion(client: MatrixClient): Promise<number> {
  const capabilities = await client.getCapabilities();
  const version = Number(capabilities["m.room_versions"]?.default);
  return Number.isInteger(version) ? version : 0;
}
