import { computed, messageOf, type Scope } from "@parley/kernel";
import { ClientEvent, type MatrixClient, Method, type Room } from "matrix-js-sdk";
import type {
  CallDevice,
  CallIntent,
  CallMember,
  CallPlace,
  Calls,
  CallTransport,
  MediaKey,
  RoomCall,
} from "../contract/calls.ts";
import { mapped, matrixError } from "../errors.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { type HeardMessage, keyContent, keyIn, keyType } from "./media-keys.ts";
import { membershipContent, membershipType, stateKeyOf } from "./membership.ts";
import { holdPlace, type PlaceWire } from "./place.ts";
import { watchCallMembers } from "./room-members.ts";

type KeyListener = (identity: string, key: MediaKey) => void;

const transportsPrefix = "/_matrix/client/unstable/org.matrix.msc4143";
const delayedPrefix = "/_matrix/client/unstable/org.matrix.msc4140";

const nobody: readonly CallMember[] = [];

/** Calls of one run of the client; places are given up with it. */
export function createCalls(handle: ClientHandle): Calls {
  const { client, account, scope } = handle;
  const members = watchCallMembers(handle);
  const listeners = new Map<string, Set<KeyListener>>();
  hearKeys(client, scope, listeners);
  return {
    running: members.running,
    of(roomId) {
      const room = client.getRoom(roomId);
      if (room === null) throw matrixError("MATRIX_NOT_FOUND", "This room is not known here.");
      return roomCall(handle, room, members.of(room), listeners);
    },
    members: (roomId) =>
      computed(() => {
        // A room that becomes known later has somebody in its call only by a change here.
        members.running.value;
        const room = client.getRoom(roomId);
        return room === null ? nobody : members.of(room).value;
      }),
    transport: () => mapped(() => findTransport(client)),
    openId: () =>
      mapped(async () => {
        const { access_token, token_type, matrix_server_name, expires_in } = await client.getOpenIdToken();
        return { access_token, token_type, matrix_server_name, expires_in };
      }),
  };

  function roomCall(of: ClientHandle, room: Room, list: RoomCall["members"], heard: typeof listeners): RoomCall {
    return {
      members: list,
      join: (transport, intent) => mapped(() => join(of, room, list, { transport, intent })),
      sendKey: (key, to) =>
        mapped(() => sendSealed(of, room, to, keyContent(key, room.roomId, account, of.ports.clock.now()))),
      async prepareKeys() {
        try {
          await room.loadMembersIfNeeded();
          // Sealed and not sent: what it leaves are Olm sessions.
          await sealFor(of, list.peek(), {});
        } catch (thrown) {
          of.ports.log.warn("keys of a call could not be prepared", { reason: messageOf(thrown) });
        }
      },
      onKey(listener) {
        const own = heard.get(room.roomId) ?? new Set();
        heard.set(room.roomId, own.add(listener));
        return () => {
          own.delete(listener);
          if (own.size === 0 && heard.get(room.roomId) === own) heard.delete(room.roomId);
        };
      },
    };
  }
}

async function sendSealed(
  handle: ClientHandle,
  room: Room,
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
  // Of members that are not loaded devices are not known either.
  if (unknown.length > 0) await room.loadMembersIfNeeded();
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

async function join(
  handle: ClientHandle,
  room: Room,
  list: RoomCall["members"],
  place: { readonly transport: CallTransport; readonly intent: CallIntent },
): Promise<CallPlace> {
  const { client, account, ports } = handle;
  const stateKey = stateKeyOf(account.userId, account.deviceId);
  const path = `/rooms/${encodeURIComponent(room.roomId)}/state/${membershipType}/${encodeURIComponent(stateKey)}`;
  const put = (content: object, query: Record<string, string> = {}) =>
    client.http.authedRequest<Record<string, unknown>>(Method.Put, path, query, content);
  const own = () => list.peek().find((member) => member.own);
  const pathOf = (delayId: string) => `/delayed_events/${encodeURIComponent(delayId)}`;
  const wire: PlaceWire = {
    async write(renewal) {
      const joined = renewal ? own() : undefined;
      const renewed = joined === undefined ? null : { joinedAt: joined.joinedAt, now: ports.clock.now() };
      await put(membershipContent(account, room.roomId, { ...place, renewed }));
    },
    stands: () => own() !== undefined,
    async clear() {
      await put({});
    },
    async clearLater(delayMs) {
      const answer = await known(() => put({}, { "org.matrix.msc4140.delay": String(delayMs) }), 400, 403, 404);
      return typeof answer?.delay_id === "string" ? answer.delay_id : null;
    },
    async restart(delayId) {
      const options = { prefix: delayedPrefix, priority: "high" } as const;
      const path = `${pathOf(delayId)}/restart`;
      return (await known(() => client.http.authedRequest(Method.Post, path, {}, {}, options))) !== null;
    },
    async send(delayId) {
      // The id is all the authority that it takes; a page that goes away lets nothing else through.
      const address = `${account.homeserverUrl}${delayedPrefix}${pathOf(delayId)}/send`;
      const headers = { "content-type": "application/json" };
      const answer = await ports.fetch(address, { method: "POST", body: "{}", headers, keepalive: true });
      return answer.ok;
    },
  };
  return await holdPlace(wire, ports, handle.scope);
}

/** What the homeserver answered, or null where it refused with one of `statuses` (404 alone if none are named). */
async function known<T>(request: () => Promise<T>, ...statuses: readonly number[]): Promise<T | null> {
  try {
    return await request();
  } catch (thrown) {
    const { httpStatus } = Object(thrown);
    if ((statuses.length === 0 ? [404] : statuses).includes(httpStatus)) return null;
    throw thrown;
  }
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
