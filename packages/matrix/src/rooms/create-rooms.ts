import { createId } from "@parley/kernel";
import { EventType, type MatrixClient, type Room } from "matrix-js-sdk";
import type { NewChannel } from "../contract/rooms.ts";
import { mapped, matrixError, toMatrixError } from "../errors.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { inviteesOf, inviteOneByOne } from "./channel-invitees.ts";
import { knownMembership } from "./known-membership.ts";
import { untilKnown, via } from "./known-rooms.ts";
import { maySendState } from "./power.ts";
import { categoriesType, categoryKey, childrenOf, powerFacts, stateContent } from "./read-room.ts";
import { channelTemplate, markerKey, spaceTemplate } from "./room-templates.ts";
import { currentCategories, untilBack, type WrittenState } from "./written-state.ts";

/** Account data: `{[marker]: {spaceId}}`, what `createSpace` has finished. */
const setupType = "app.parley.setup";
declare module "matrix-js-sdk/lib/@types/event.js" {
  interface AccountDataEvents {
    [setupType]: Readonly<Record<string, unknown>>;
  }
}
/** Invited in the request that makes the room. Synapse refuses the room with more than its burst of invitations. */
const firstInvites = 20;
/** How long the sync may take to bring a room that was made though the request failed, in milliseconds. */
const halfMadeMs = 2000;
/** How long to wait until the sync shows those who were invited, in milliseconds. */
const invitedMs = 3000;
/** Answers that say nothing of the invitations. */
const unrelated: ReadonlySet<string> = new Set([
  "MATRIX_UNREACHABLE",
  "MATRIX_TIMEOUT",
  "MATRIX_RATE_LIMITED",
  "MATRIX_SIGNED_OUT",
  "MATRIX_ACCOUNT_DEACTIVATED",
]);

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
  /** Channels that were begun here and are not listed yet. */
  const begun = new Map<string, Begun>();

  const until = (holds: () => boolean, ms: number): Promise<void> => waitUntil(handle, holds, ms);
  /** Makes the room with as many of the space's members invited as one request may invite. */
  const makeChannel = async (spaceId: string, channel: NewChannel, marked: string | null): Promise<Made> => {
    const marker = marked ?? createId("ch", handle.ports.random);
    const template = await channelTemplate(client, { ...channel, spaceId, via: via(handle), marker });
    const invitees =
      channel.access === "invited" ? [...new Set(channel.invite ?? [])] : await inviteesOf(handle, spaceId);
    const first = invitees.slice(0, firstInvites);
    if (first.length === 0) return { roomId: (await client.createRoom(template)).room_id, first, later: [] };
    try {
      const roomId = (await client.createRoom({ ...template, invite: first })).room_id;
      return { roomId, first, later: invitees.slice(firstInvites) };
    } catch (thrown) {
      const { code } = toMatrixError(thrown);
      if (unrelated.has(code)) throw thrown;
      // Too many, or one who may not be invited: no reason to have no channel. The room may have been made before.
      handle.ports.log.info("a channel could not be made with its invitations", { code });
      await until(() => markedRoom(marker) !== null, halfMadeMs);
      const roomId = markedRoom(marker) ?? (await client.createRoom(template)).room_id;
      return { roomId, first: [], later: invitees };
    }
  };
  /** Once the channel is listed: brings in those that the first request did not. */
  const inviteLater = ({ roomId, later }: Made): void => {
    if (later.length === 0) return;
    inviteOneByOne(handle, roomId, later).catch((thrown) => {
      handle.ports.log.error("a channel's members could not be invited", { code: toMatrixError(thrown).code });
    });
  };
  const addChild = async (spaceId: string, roomId: string, channel: NewChannel): Promise<WrittenState> => {
    const { categoryId } = channel;
    const suggested = channel.access !== "invited";
    const content = { via: via(handle), suggested, ...(categoryId ? { [categoryKey]: categoryId } : {}) };
    const { event_id } = await client.sendStateEvent(spaceId, EventType.SpaceChild, content, roomId);
    return { type: EventType.SpaceChild, key: roomId, eventId: event_id };
  };
  const markedRoom = (marker: string | null): string | null => {
    if (marker === null) return null;
    // Whoever made a room is in it, unless told otherwise: a second one would be made.
    const mine = (room: Room): boolean =>
      room.getCreator() === handle.account.userId &&
      (knownMembership(room, handle.account.userId) ?? "join") === "join";
    const found = client.getRooms().find((room) => mine(room) && markerOf(room) === marker);
    return found?.roomId ?? null;
  };

  /** The channel of an earlier try that could not be listed, else a new one: its members hold an invitation to it. */
  const makeOnce = async (spaceId: string, channel: NewChannel): Promise<Made> => {
    const key = keyOf(spaceId, channel);
    const earlier = begun.get(key);
    const attempt: Begun = earlier ?? { marker: createId("ch", handle.ports.random), made: null };
    begun.set(key, attempt);
    // The answer of the earlier try may have been lost, but not what it did.
    if (earlier?.made === null) await until(() => markedRoom(attempt.marker) !== null, halfMadeMs);
    const standing = markedRoom(attempt.marker);
    attempt.made ??=
      standing === null
        ? await makeChannel(spaceId, channel, attempt.marker)
        : { roomId: standing, first: [], later: [] };
    return attempt.made;
  };

  const createSpace: RoomMaker["createSpace"] = async (request) => {
    const marker = request.marker ?? null;
    const done = marker === null ? null : await finishedSpace(client, marker);
    if (done !== null) return done;
    const spaceId =
      markedRoom(marker) ?? (await client.createRoom(await spaceTemplate(client, { ...request, marker }))).room_id;
    for (const [at, channel] of request.channels.entries()) {
      const channelMarker = marker === null ? null : `${marker}/${at}`;
      const standing = markedRoom(channelMarker);
      const made = standing === null ? await makeChannel(spaceId, channel, channelMarker) : null;
      const roomId = made?.roomId ?? standing;
      // Listed before: somebody may have moved it to another place since.
      if (roomId === null || isListed(client, spaceId, roomId)) continue;
      await addChild(spaceId, roomId, channel);
      if (made !== null) inviteLater(made);
    }
    if (marker !== null) await noteFinished(client, marker, spaceId);
    await untilKnown(handle, spaceId);
    return spaceId;
  };

  return {
    createSpace: (request) => mapped(() => createSpace(request)),
    createChannel: (spaceId, channel) =>
      mapped(async () => {
        const space = client.getRoom(spaceId);
        if (space !== null && !maySendState(powerFacts(space), handle.account.userId, EventType.SpaceChild)) {
          // Before anybody is invited to a channel that would never be listed.
          throw matrixError("MATRIX_FORBIDDEN", "no right to add channels to this space");
        }
        const made = await makeOnce(spaceId, channel);
        const { roomId, first } = made;
        const listed = await addChild(spaceId, roomId, channel);
        begun.delete(keyOf(spaceId, channel));
        inviteLater(made);
        const room = await untilKnown(handle, roomId);
        // What is said from now on is encrypted for those who are invited: this client must know of them.
        await until(
          () => (room?.getInvitedAndJoinedMemberCount() ?? Number.POSITIVE_INFINITY) > first.length,
          invitedMs,
        );
        // It may be put somewhere else at once: an order is reckoned from what the space is known to list.
        await untilBack(handle, spaceId, [listed]);
        return roomId;
      }),
    createCategory: (spaceId, name) => mapped(() => createCategory(handle, spaceId, name)),
  };
}

async function createCategory(handle: ClientHandle, spaceId: string, name: string): Promise<string> {
  const { client } = handle;
  const space = client.getRoom(spaceId);
  if (space === null) throw matrixError("MATRIX_NOT_FOUND", "this space is not known here");
  const id = createId("cat", handle.ports.random);
  const categories = [...(await currentCategories(client, spaceId)), { id, name }];
  const { event_id } = await client.sendStateEvent(spaceId, categoriesType, { categories }, "");
  // The next one would be added to the list without this one.
  await untilBack(handle, spaceId, [{ type: categoriesType, key: "", eventId: event_id }]);
  return id;
}

/** A channel under way: `made` once its homeserver has answered. */
interface Begun {
  readonly marker: string;
  made: Made | null;
}

/** Who asks for the same channel again; one for other people is another one. */
function keyOf(spaceId: string, channel: NewChannel): string {
  const { name, voice = false, access = "server", listed = false, invite = [] } = channel;
  return JSON.stringify([spaceId, name, voice, access, listed, [...invite].sort()]);
}

async function waitUntil({ ports, scope }: ClientHandle, holds: () => boolean, ms: number): Promise<void> {
  const deadline = ports.clock.now() + ms;
  while (!holds() && ports.clock.now() < deadline && !scope.ended) {
    await new Promise<void>((resolve) => {
      ports.clock.after(50, resolve);
    });
  }
}

/** A room that was just made, who was invited by that, and who is to be. */
interface Made {
  readonly roomId: string;
  readonly first: readonly string[];
  readonly later: readonly string[];
}

function isListed(client: MatrixClient, spaceId: string, roomId: string): boolean {
  const space = client.getRoom(spaceId);
  return space !== null && childrenOf(space).some((child) => child.roomId === roomId);
}

function markerOf(room: Room): unknown {
  return stateContent(room, EventType.RoomCreate)?.[markerKey];
}

async function setupData(client: MatrixClient): Promise<Readonly<Record<string, unknown>>> {
  return (await client.getAccountDataFromServer(setupType)) ?? {};
}

async function finishedSpace(client: MatrixClient, marker: string): Promise<string | null> {
  const entry = (await setupData(client))[marker];
  const spaceId = typeof entry === "object" && entry !== null && "spaceId" in entry ? entry.spaceId : null;
  return typeof spaceId === "string" ? spaceId : null;
}

async function noteFinished(client: MatrixClient, marker: string, spaceId: string): Promise<void> {
  await client.setAccountData(setupType, { ...(await setupData(client)), [marker]: { spaceId } });
}
