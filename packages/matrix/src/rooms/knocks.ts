import { signal } from "@parley/kernel";
import {
  ClientEvent,
  EventType,
  type MatrixClient,
  type MatrixEvent,
  type Room,
  RoomEvent,
  type RoomMember,
  RoomMemberEvent,
  RoomStateEvent,
  SyncState,
} from "matrix-js-sdk";
import type { AskedRoom, Asker, Knocks } from "../contract/knocks.ts";
import type { Rooms } from "../contract/rooms.ts";
import { mapped, toMatrixError } from "../errors.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { timeOf } from "../sdk/event-time.ts";
import { nameIn } from "./namesakes.ts";
import { mayInvite } from "./power.ts";
import { nameOf, powerFacts, stateContent } from "./read-room.ts";

const longest = 500;
/** Rooms whose members are asked for: who asked before this device was there is not in the sync. */
const mostLoaded = 20;
const rules: ReadonlySet<unknown> = new Set(["knock", "knock_restricted"]);
const deciding: ReadonlySet<string> = new Set([EventType.RoomJoinRules, EventType.RoomPowerLevels]);

/** Who asks to be let in here, and where this person has asked. */
export function createKnocks(handle: ClientHandle, rooms: Pick<Rooms, "invite" | "welcome" | "leave">): Knocks {
  const { client, account, scope, ports } = handle;
  const asked = signal<readonly AskedRoom[]>([]);
  const askers = signal<readonly Asker[]>([]);
  const byRoom = new Map<string, readonly Asker[]>();
  const loaded = new Set<string>();

  const lookAt = (room: Room): void => {
    const found = askersIn(room, account.userId);
    if (found.length === 0) byRoom.delete(room.roomId);
    else byRoom.set(room.roomId, found);
  };
  const publish = (): void => {
    askers.value = [...byRoom.values()].flat().sort((a, b) => a.at - b.at);
  };
  const look = (room: Room): void => {
    lookAt(room);
    publish();
  };
  const lookAtMine = (): void => {
    asked.value = askedIn(client);
  };
  const load = (room: Room): void => {
    if (loaded.size >= mostLoaded || loaded.has(room.roomId) || !isKept(room, account.userId)) return;
    loaded.add(room.roomId);
    room.loadMembersIfNeeded().then(
      () => {
        if (!scope.ended) look(room);
      },
      (thrown) => {
        loaded.delete(room.roomId);
        ports.log.debug("who asks to come in could not be asked for", { code: toMatrixError(thrown).code });
      },
    );
  };
  let begun = false;
  const onSync = (state: SyncState | null): void => {
    if (begun || state !== SyncState.Syncing) return;
    begun = true;
    for (const room of client.getRooms()) {
      lookAt(room);
      load(room);
    }
    publish();
    lookAtMine();
  };
  const onMember = (_event: MatrixEvent, member: RoomMember, before?: string): void => {
    if (!begun || (member.membership !== "knock" && before !== "knock")) return;
    const room = client.getRoom(member.roomId);
    if (room !== null) look(room);
  };
  const onState = (event: MatrixEvent): void => {
    if (!begun || !deciding.has(event.getType())) return;
    const room = client.getRoom(event.getRoomId());
    if (room === null) return;
    look(room);
    load(room);
  };
  const onMine = (room: Room, now: string, before?: string): void => {
    if (!begun) return;
    look(room);
    if (now === "knock" || before === "knock") lookAtMine();
  };
  // A room that is new is stored after its membership has been told.
  const onRoom = (room: Room): void => {
    if (begun && room.getMyMembership() === "knock") lookAtMine();
  };
  onSync(client.getSyncState());
  client.on(ClientEvent.Sync, onSync);
  client.on(ClientEvent.Room, onRoom);
  client.on(RoomMemberEvent.Membership, onMember);
  client.on(RoomStateEvent.Events, onState);
  client.on(RoomEvent.MyMembership, onMine);
  scope.onEnd(() => {
    client.off(ClientEvent.Sync, onSync);
    client.off(ClientEvent.Room, onRoom);
    client.off(RoomMemberEvent.Membership, onMember);
    client.off(RoomStateEvent.Events, onState);
    client.off(RoomEvent.MyMembership, onMine);
  });

  return {
    asked,
    askers,
    ask: (idOrAlias, via, reason) =>
      mapped(async () => {
        const words = reason?.trim().slice(0, longest);
        await client.knockRoom(idOrAlias, {
          ...(via ? { viaServers: [...via] } : {}),
          ...(words ? { reason: words } : {}),
        });
      }),
    withdraw: (roomId) => rooms.leave(roomId),
    letIn: (roomId, userId) =>
      client.getRoom(roomId)?.isSpaceRoom() ? rooms.welcome(roomId, userId) : rooms.invite(roomId, userId),
    decline: (roomId, userId) =>
      mapped(async () => {
        await client.kick(roomId, userId);
      }),
  };
}

/** A room that one can ask to be let into, and to which this person may invite. */
function isKept(room: Room, userId: string): boolean {
  if (room.getMyMembership() !== "join" || !rules.has(stateContent(room, EventType.RoomJoinRules)?.join_rule))
    return false;
  return mayInvite(powerFacts(room), userId);
}

function askersIn(room: Room, userId: string): readonly Asker[] {
  if (!isKept(room, userId)) return [];
  return room.getMembersWithMembership("knock").map((member) => {
    const event = member.events.member;
    const reason: unknown = event?.getContent<Record<string, unknown>>().reason;
    return {
      roomId: room.roomId,
      roomName: nameOf(room),
      kind: room.isSpaceRoom() ? "space" : "room",
      userId: member.userId,
      name: nameIn(room, member.userId),
      avatarMxc: member.getMxcAvatarUrl() ?? null,
      reason: typeof reason === "string" && reason.trim() !== "" ? reason.trim().slice(0, longest) : null,
      at: event === undefined ? 0 : timeOf(event),
    };
  });
}

function askedIn(client: MatrixClient): readonly AskedRoom[] {
  return client
    .getRooms()
    .filter((room) => room.getMyMembership() === "knock")
    .map((room) => ({
      roomId: room.roomId,
      kind: room.isSpaceRoom() ? ("space" as const) : ("room" as const),
      name: nameOf(room),
      avatarMxc: room.getMxcAvatarUrl(),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
