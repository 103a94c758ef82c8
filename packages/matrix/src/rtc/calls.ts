import { computed, messageOf, type Scope } from "@parley/kernel";
import { ClientEvent, type MatrixClient, Method, type Room } from "matrix-js-sdk";
import type { CallDevice, CallMember, Calls, CallTransport, CallWay, MediaKey, RoomCall } from "../contract/calls.ts";
import { mapped, matrixError } from "../errors.ts";
import { lazily } from "../lazily.ts";
import { askDevices } from "../sdk/ask-devices.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { noteHeld } from "./held-places.ts";
import { known } from "./known-answer.ts";
import { type HeardMessage, keyContent, keyIn, keyType } from "./media-keys.ts";
import { identityOf } from "./membership.ts";
import { type CallMembers, watchCallMembers } from "./room-members.ts";
import { identityIn } from "./sticky-place.ts";

type KeyListener = (identity: string, key: MediaKey) => void;

const transportsPrefix = "/_matrix/client/unstable/org.matrix.msc4143";

/** Comes with the first call. */
const taking = lazily(() => import("./place-wires.ts"));

const nobody: readonly CallMember[] = [];

/** Calls of one run of the client; places are given up with it. */
export function createCalls(handle: ClientHandle): Calls {
  const { client, scope } = handle;
  const members = watchCallMembers(handle);
  const listeners = new Map<string, Set<KeyListener>>();
  hearKeys(client, scope, listeners);
  return {
    running: members.running,
    of(roomId, way = "compatibility") {
      const room = client.getRoom(roomId);
      if (room === null) throw matrixError("MATRIX_NOT_FOUND", "This room is not known here.");
      return roomCall(handle, room, { way, members, heard: listeners });
    },
    members: (roomId) =>
      computed(() => {
        // A room that becomes known later has somebody in its call only by a change here.
        members.running.value;
        const room = client.getRoom(roomId);
        return room === null ? nobody : members.of(room).value;
      }),
    async encrypts(roomId) {
      if (client.getRoom(roomId)?.hasEncryptionStateEvent() === true) return true;
      return (await client.getCrypto()?.isEncryptionEnabledInRoom(roomId)) === true;
    },
    transport: () => mapped(() => findTransport(client)),
    openId: () =>
      mapped(async () => {
        const { access_token, token_type, matrix_server_name, expires_in } = await client.getOpenIdToken();
        return { access_token, token_type, matrix_server_name, expires_in };
      }),
  };
}

function roomCall(
  handle: ClientHandle,
  room: Room,
  parts: { readonly way: CallWay; readonly members: CallMembers; readonly heard: Map<string, Set<KeyListener>> },
): RoomCall {
  const { account, ports } = handle;
  const { heard } = parts;
  const { roomId } = room;
  const members = parts.members.of(room);
  const own = nameIn(parts.way, account, ports);
  // Whoever joins in a moment does not wait for it; a failure is told to them.
  taking().catch(() => {});
  return {
    own,
    members,
    join: (transport, intent) =>
      mapped(async () => {
        if (own.way === "matrix-2") parts.members.take(own.memberId);
        const { takePlace } = await taking();
        const place = await takePlace(handle, { room, own, members, transport, intent });
        noteHeld(handle, roomId, place);
        return place;
      }),
    sendKey: (key, to) =>
      mapped(() => {
        const from = { deviceId: account.deviceId, memberId: own.memberId };
        return sendSealed(handle, room, to, keyContent(key, roomId, from, ports.clock.now()));
      }),
    async prepareKeys() {
      try {
        await room.loadMembersIfNeeded();
        // Sealed and not sent: what it leaves are Olm sessions.
        await sealFor(handle, members.peek(), {});
      } catch (thrown) {
        ports.log.warn("keys of a call could not be prepared", { reason: messageOf(thrown) });
      }
    },
    onKey(listener) {
      const listeners = heard.get(roomId) ?? new Set();
      heard.set(roomId, listeners.add(listener));
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0 && heard.get(roomId) === listeners) heard.delete(roomId);
      };
    },
  };
}

/** In Matrix 2.0 each visit has a name that was never used: what was meant for an earlier one is not taken for it. */
function nameIn(
  way: CallWay,
  { userId, deviceId }: ClientHandle["account"],
  { random }: ClientHandle["ports"],
): RoomCall["own"] {
  const plain = identityOf(userId, deviceId);
  const memberId =
    way === "compatibility" ? plain : [...random.bytes(16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { way, memberId, identity: identityIn(userId, deviceId, memberId) };
}

async function sendSealed(
  handle: ClientHandle,
  room: Room,
  to: readonly CallDevice[],
  content: Record<string, unknown>,
): Promise<readonly CallDevice[]> {
  const unreached = await sendTo(handle, to, content);
  if (unreached.length === 0) return [];
  try {
    // A place in a call names a device that is there: what is known of its person's devices is older than it. Of members
    // that are not loaded devices are not known either.
    await room.loadMembersIfNeeded();
    await askDevices(handle.client, new Set(unreached.map(({ userId }) => userId)));
    return await sendTo(handle, unreached, content);
  } catch (thrown) {
    // The others have it: whoever sends keys must not take them for unreached, too.
    handle.ports.log.warn("devices of a call could not be asked for", { reason: messageOf(thrown) });
    return unreached;
  }
}

/** Answers which of them are not known. */
async function sendTo(
  handle: ClientHandle,
  to: readonly CallDevice[],
  content: Record<string, unknown>,
): Promise<readonly CallDevice[]> {
  const { sealed, unknown } = await sealFor(handle, to, content);
  const contents = new Map<string, Map<string, Record<string, unknown>>>();
  for (const { userId, deviceId, payload } of sealed.batch) {
    contents.set(userId, (contents.get(userId) ?? new Map()).set(deviceId, payload));
  }
  // Not by the client's queue, which tells of neither success nor failure: who sends keys must know when they are there.
  if (contents.size > 0) await handle.client.sendToDevice(sealed.eventType, contents);
  return unknown;
}

async function sealFor({ client, account }: ClientHandle, to: readonly CallDevice[], content: Record<string, unknown>) {
  const others = to
    .filter(({ userId, deviceId }) => userId !== account.userId || deviceId !== account.deviceId)
    .map(({ userId, deviceId }) => ({ userId, deviceId }));
  const crypto = client.getCrypto();
  if (crypto === undefined) throw matrixError("MATRIX_UNEXPECTED", "This session has no encryption.");
  const sealed =
    others.length === 0 ? { eventType: "", batch: [] } : await crypto.encryptToDeviceMessages(keyType, others, content);
  const reached = new Set(sealed.batch.map(({ userId, deviceId }) => `${userId} ${deviceId}`));
  return { sealed, unknown: others.filter(({ userId, deviceId }) => !reached.has(`${userId} ${deviceId}`)) };
}

/** Keys for rooms that nobody listens to are dropped: whoever joins a call asks for new ones by joining. */
function hearKeys(client: MatrixClient, scope: Scope, listeners: ReadonlyMap<string, ReadonlySet<KeyListener>>): void {
  const onMessage = ({ message, encryptionInfo }: Received): void => {
    const from =
      encryptionInfo?.senderDevice === undefined
        ? null
        : { userId: encryptionInfo.sender, deviceId: encryptionInfo.senderDevice };
    const heard: HeardMessage = { type: message.type, content: message.content, from };
    const found = keyIn(heard);
    if (found === null) return;
    for (const listener of [...(listeners.get(found.roomId) ?? [])]) listener(found.identity, found.key);
  };
  client.on(ClientEvent.ReceivedToDeviceMessage, onMessage);
  scope.onEnd(() => client.off(ClientEvent.ReceivedToDeviceMessage, onMessage));
}

interface Received {
  readonly message: { readonly type: string; readonly content: unknown };
  readonly encryptionInfo: { readonly sender: string; readonly senderDevice?: string | undefined } | null;
}

/** Source: MSC4143. */
async function findTransport(client: MatrixClient): Promise<CallTransport | null> {
  const answer = await known(() =>
    client.http.authedRequest<Record<string, unknown>>(Method.Get, "/rtc/transports", {}, undefined, {
      prefix: transportsPrefix,
      priority: "auto",
    }),
  );
  const { rtc_transports } = Object(answer);
  for (const transport of Array.isArray(rtc_transports) ? rtc_transports : []) {
    const { type, livekit_service_url } = Object(transport);
    if (type === "livekit" && typeof livekit_service_url === "string" && /^https?:\/\//.test(livekit_service_url)) {
      return { serviceUrl: livekit_service_url };
    }
  }
  return null;
}
