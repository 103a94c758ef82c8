import type { ReadonlySignal, Signal } from "@parley/kernel";
import {
  ClientEvent,
  type MatrixEvent,
  MatrixEventEvent,
  type Room,
  RoomEvent,
  type RoomMember,
  RoomMemberEvent,
  RoomStateEvent,
  SyncState,
} from "matrix-js-sdk";
import type { RoomList, RoomSummary } from "../contract/rooms.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { buildList, type SpaceFacts } from "./build-list.ts";
import { directRooms } from "./direct-rooms.ts";
import { createJoinableRooms } from "./joinable.ts";
import { mutedRooms } from "./muting.ts";
import { lastShown, readSpace, type SummaryContext, summarize } from "./read-room.ts";

/** What arrives outside of a sync (decrypted text, own echoes) is drawn together after this time. */
const settleMs = 40;

/** The room list of a running client: made again once a sync, only for rooms that something happened in. */
export interface LiveRoomList {
  readonly list: ReadonlySignal<RoomList>;
  /** Hears of the rooms that changed, after `list` has. */
  onChanged(hear: (roomIds: ReadonlySet<string>) => void): void;
  /** Makes everything that is waiting now. */
  flush(): void;
}

/** `list` is written to, so that it can outlive the client: it starts as the last snapshot. */
export function createRoomList(handle: ClientHandle, list: Signal<RoomList>): LiveRoomList {
  const { client, scope } = handle;
  const { clock, log } = handle.ports;
  const summaries = new Map<string, RoomSummary>();
  const spaces = new Map<string, SpaceFacts>();
  const dirty = new Set<string>();
  const listeners: ((roomIds: ReadonlySet<string>) => void)[] = [];
  let everything = true;
  let reorder = false;
  let loaded = false;
  let cancelTimer: (() => void) | null = null;
  let directs: ReadonlyMap<string, string> = new Map();
  let muted: ReadonlySet<string> = new Set();
  let channels: ReadonlySet<string> = new Set();

  const context: SummaryContext = {
    userId: handle.account.userId,
    directOf: (roomId) => directs.get(roomId) ?? null,
    isMuted: (roomId) => muted.has(roomId),
    isChannel: (roomId) => channels.has(roomId),
  };
  const joinable = createJoinableRooms({
    client,
    clock,
    log,
    scope,
    changed: () => {
      reorder = true;
      later();
    },
  });

  const later = (): void => {
    // Before the first sync is in, half of the rooms are missing: the snapshot is the better picture.
    if (!loaded || cancelTimer !== null || scope.ended) return;
    cancelTimer = clock.after(settleMs, flush);
  };
  const touch = (roomId: string | undefined): void => {
    if (roomId === undefined) return;
    dirty.add(roomId);
    later();
  };

  const readOne = (room: Room): void => {
    spaces.delete(room.roomId);
    summaries.delete(room.roomId);
    if (room.isSpaceRoom()) {
      const facts = readSpace(room, handle.account.userId);
      if (facts !== null) spaces.set(room.roomId, facts);
      return;
    }
    const summary = summarize(room, context);
    if (summary === null) return;
    summaries.set(room.roomId, summary);
    // Only the row that is drawn is decrypted; the timeline does the rest when it is opened.
    const last = lastShown(room);
    if (last?.shouldAttemptDecryption()) void client.decryptEventIfNeeded(last).catch(() => {});
  };

  const flush = (): void => {
    cancelTimer?.();
    cancelTimer = null;
    if (scope.ended || !loaded || (!everything && !reorder && dirty.size === 0)) return;
    const changed = new Set(dirty);
    if (everything) {
      directs = directRooms(client);
      muted = mutedRooms(client);
      summaries.clear();
      spaces.clear();
      for (const room of client.getRooms()) changed.add(room.roomId);
    }
    dirty.clear();
    everything = false;
    reorder = false;
    const rooms = [...changed].map((roomId) => client.getRoom(roomId)).filter((room) => room !== null);
    // Spaces first: what they hold decides which rooms are channels.
    for (const room of rooms) if (room.isSpaceRoom()) readOne(room);
    const before = channels;
    channels = channelsOf(spaces.values());
    for (const room of rooms) if (!room.isSpaceRoom()) readOne(room);
    for (const roomId of symmetricDifference(before, channels)) {
      const room = changed.has(roomId) ? null : client.getRoom(roomId);
      if (room !== null) readOne(room);
    }
    const facts = [...spaces.values()];
    joinable.follow(facts, (roomId) => summaries.has(roomId));
    list.value = buildList([...summaries.values()], facts, joinable.of);
    for (const hear of listeners) hear(changed);
  };

  const onSync = (state: SyncState, _before: SyncState | null, data?: { fromCache?: boolean }): void => {
    if (state !== SyncState.Prepared && state !== SyncState.Syncing) return;
    if (!loaded) {
      loaded = true;
      // A cached picture is complete; without one the snapshot stays until the homeserver has answered.
      if (data?.fromCache === true) log.debug("rooms from the cache", { rooms: client.getRooms().length });
    }
    flush();
  };
  const touchRoom = (room: Room): void => touch(room.roomId);
  const touchEvent = (event: MatrixEvent): void => touch(event.getRoomId());
  const touchMember = (_event: MatrixEvent, member: RoomMember): void => touch(member.roomId);
  const onTimeline = (_event: MatrixEvent, room: Room | undefined, toStart: boolean | undefined): void => {
    if (room !== undefined && toStart !== true) touch(room.roomId);
  };
  const onAccountData = (event: MatrixEvent): void => {
    const type = event.getType();
    if (type !== "m.direct" && type !== "m.push_rules") return;
    everything = true;
    later();
  };
  const onReceipt = (_event: MatrixEvent, room: Room): void => touch(room.roomId);

  client.on(ClientEvent.Sync, onSync);
  client.on(ClientEvent.Room, touchRoom);
  client.on(ClientEvent.AccountData, onAccountData);
  client.on(RoomEvent.Timeline, onTimeline);
  client.on(RoomEvent.Name, touchRoom);
  client.on(RoomEvent.MyMembership, touchRoom);
  client.on(RoomEvent.Receipt, onReceipt);
  client.on(RoomEvent.Redaction, touchEvent);
  client.on(RoomStateEvent.Events, touchEvent);
  client.on(RoomMemberEvent.PowerLevel, touchMember);
  client.on(MatrixEventEvent.Decrypted, touchEvent);
  client.on(MatrixEventEvent.Replaced, touchEvent);
  scope.onEnd(() => {
    cancelTimer?.();
    client.off(ClientEvent.Sync, onSync);
    client.off(ClientEvent.Room, touchRoom);
    client.off(ClientEvent.AccountData, onAccountData);
    client.off(RoomEvent.Timeline, onTimeline);
    client.off(RoomEvent.Name, touchRoom);
    client.off(RoomEvent.MyMembership, touchRoom);
    client.off(RoomEvent.Receipt, onReceipt);
    client.off(RoomEvent.Redaction, touchEvent);
    client.off(RoomStateEvent.Events, touchEvent);
    client.off(RoomMemberEvent.PowerLevel, touchMember);
    client.off(MatrixEventEvent.Decrypted, touchEvent);
    client.off(MatrixEventEvent.Replaced, touchEvent);
  });

  return {
    list,
    onChanged(hear) {
      listeners.push(hear);
    },
    flush,
  };
}

function channelsOf(spaces: Iterable<SpaceFacts>): Set<string> {
  const channels = new Set<string>();
  for (const space of spaces) {
    if (space.membership === "join") for (const child of space.children) channels.add(child.roomId);
  }
  return channels;
}

function symmetricDifference(a: ReadonlySet<string>, b: ReadonlySet<string>): string[] {
  return [...a].filter((entry) => !b.has(entry)).concat([...b].filter((entry) => !a.has(entry)));
}
