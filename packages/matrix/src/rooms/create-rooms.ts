import { createId } from "@parley/kernel";
import { EventType, type MatrixClient, type Room } from "matrix-js-sdk";
import type { NewChannel } from "../contract/rooms.ts";
import { mapped, matrixError } from "../errors.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { untilKnown, via } from "./known-rooms.ts";
import { categoriesIn, categoriesType, categoryKey, stateContent } from "./read-room.ts";
import { channelTemplate, markerKey, spaceTemplate } from "./room-templates.ts";

/** Account data: `{[marker]: {spaceId}}`, what `createSpace` has finished. */
const setupType = "app.parley.setup";

export interface RoomMaker {
  createSpace(request: {
    name: string;
    topic?: string;
    channels: readonly NewChannel[];
    marker?: string;
  }): Promise<string>;
  createChannel(spaceId: string, channel: NewChannel): Promise<string>;
  createCategory(spaceId: string, name: string): Promise<string>;
}

/** Makes spaces, their channels and categories. */
export function createRoomMaker(handle: ClientHandle): RoomMaker {
  const { client } = handle;

  const makeChannel = async (spaceId: string, channel: NewChannel, marker: string | null): Promise<string> => {
    const template = await channelTemplate(client, { ...channel, spaceId, via: via(handle), marker });
    return (await client.createRoom(template)).room_id;
  };
  const addChild = async (spaceId: string, roomId: string, categoryId: string | null | undefined): Promise<void> => {
    const content = { via: via(handle), suggested: true, ...(categoryId ? { [categoryKey]: categoryId } : {}) };
    await client.sendStateEvent(spaceId, EventType.SpaceChild, content, roomId);
  };
  const markedRoom = (marker: string | null): string | null => {
    if (marker === null) return null;
    const mine = (room: Room): boolean =>
      room.getMyMembership() === "join" && room.getCreator() === handle.account.userId;
    const found = client.getRooms().find((room) => mine(room) && markerOf(room) === marker);
    return found?.roomId ?? null;
  };

  const createSpace: RoomMaker["createSpace"] = async (request) => {
    const marker = request.marker ?? null;
    const done = marker === null ? null : await finishedSpace(client, marker);
    if (done !== null) return done;
    const spaceId =
      markedRoom(marker) ?? (await client.createRoom(await spaceTemplate(client, { ...request, marker }))).room_id;
    for (const [at, channel] of request.channels.entries()) {
      const channelMarker = marker === null ? null : `${marker}/${at}`;
      const roomId = markedRoom(channelMarker) ?? (await makeChannel(spaceId, channel, channelMarker));
      await addChild(spaceId, roomId, channel.categoryId);
    }
    if (marker !== null) await noteFinished(client, marker, spaceId);
    await untilKnown(handle, spaceId);
    return spaceId;
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
  };
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
