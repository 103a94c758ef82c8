import { messageOf } from "@parley/kernel";
import { EventType, Method, type Room } from "matrix-js-sdk";
import type { CallIntent, CallPlace, CallTransport, RoomCall } from "../contract/calls.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { known } from "./known-answer.ts";
import { expiresMs, membershipContent, membershipType, stateKeyOf } from "./membership.ts";
import type { PlaceWire } from "./place.ts";
import { holdPlace } from "./place.ts";
import { isClosed, openSlot, roomSlot, slotType, stickyContent, stickyLeave, stickyMs } from "./sticky-place.ts";

const delayedPrefix = "/_matrix/client/unstable/org.matrix.msc4140";

/** A place to be taken, and by whom. */
interface Taking {
  readonly room: Room;
  readonly own: RoomCall["own"];
  readonly members: RoomCall["members"];
  readonly transport: CallTransport;
  readonly intent: CallIntent;
}

/** Takes a place, and holds it until it is given up. */
export function takePlace(handle: ClientHandle, taking: Taking): Promise<CallPlace> {
  return holdPlace(placeWire(handle, taking), handle.ports, handle.scope);
}

/** How a place is held at the homeserver: as state, or as a sticky event. */
function placeWire(handle: ClientHandle, taking: Taking): PlaceWire {
  return taking.own.way === "matrix-2" ? stickyWire(handle, taking) : stateWire(handle, taking);
}

function stateWire(handle: ClientHandle, { room, members, ...place }: Taking): PlaceWire {
  const { client, account, ports } = handle;
  const stateKey = stateKeyOf(account.userId, account.deviceId);
  const path = `/rooms/${encodeURIComponent(room.roomId)}/state/${membershipType}/${encodeURIComponent(stateKey)}`;
  const put = (content: object, query: Record<string, string> = {}) =>
    client.http.authedRequest<Record<string, unknown>>(Method.Put, path, query, content);
  const own = () => members.peek().find((member) => member.own);
  return {
    lastsMs: expiresMs,
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
    ...delayed(handle),
  };
}

/** Its events are sealed where the room is, the last word too, which is written before it is due. */
function stickyWire(handle: ClientHandle, { room, own, members, ...place }: Taking): PlaceWire {
  const { client, account, ports } = handle;
  const { memberId } = own;
  const type = EventType.RTCMembership;
  const content = { userId: account.userId, deviceId: account.deviceId, memberId };
  const leave = stickyLeave(memberId);
  const openTheSlot = async (): Promise<void> => {
    const slot = room.currentState.getStateEvents(slotType, roomSlot)?.getContent();
    if (slot !== undefined && !isClosed(slot)) return;
    const path = `/rooms/${encodeURIComponent(room.roomId)}/state/${slotType}/${encodeURIComponent(roomSlot)}`;
    await client.http.authedRequest(Method.Put, path, {}, openSlot(room.hasEncryptionStateEvent()));
  };
  return {
    lastsMs: stickyMs,
    async write() {
      const written = stickyContent(content, place);
      // Where it may not be opened, others of this product see the place all the same.
      const opened = openTheSlot().catch((thrown: unknown) =>
        ports.log.warn("the slot of a call was not opened", { reason: messageOf(thrown) }),
      );
      await client._unstable_sendStickyEvent(room.roomId, stickyMs, null, type, written);
      await opened;
    },
    stands: () => members.peek().some((member) => member.identity === own.identity),
    async clear() {
      await client._unstable_sendStickyEvent(room.roomId, stickyMs, null, type, leave);
    },
    async clearLater(delay) {
      const answer = await known(
        () => client._unstable_sendStickyDelayedEvent(room.roomId, stickyMs, { delay }, null, type, leave),
        400,
        403,
        404,
      );
      return answer !== null && "delay_id" in answer ? answer.delay_id : null;
    },
    ...delayed(handle),
  };
}

function delayed({ client, account, ports }: ClientHandle): Pick<PlaceWire, "restart" | "send"> {
  const pathOf = (delayId: string) => `/delayed_events/${encodeURIComponent(delayId)}`;
  return {
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
}
