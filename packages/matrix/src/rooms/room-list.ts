import type { ReadonlySignal, Signal } from "@parley/kernel";
import {
  ClientEvent,
  type MatrixEvent,
  MatrixEventEvent,
  type Room,
  RoomEvent,
  RoomStateEvent,
  SyncState,
} from "matrix-js-sdk";
import { same } from "../content/same.ts";
import type { RoomList, RoomSummary } from "../contract/rooms.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { isBrought, spacesListing } from "./brought-channels.ts";
import { buildList, type SpaceFacts } from "./build-list.ts";
import { type ChannelInvitations, createChannelInvitations } from "./channel-invitations.ts";
import { directRooms } from "./direct-rooms.ts";
import { handledType } from "./handled.ts";
import { type Invitation, readInvitation } from "./invitation.ts";
import { createJoinableRooms, type JoinableRooms } from "./joinable.ts";
import { isUnsettled } from "./known-membership.ts";
import { Moves } from "./moves.ts";
import { mutedRooms } from "./muting.ts";
import { createPartnerLoader } from "./partner.ts";
import { lastShown, readSpace, type SummaryContext, summarize } from "./read-room.ts";
import { shareList } from "./share-list.ts";
import { unreadEvents } from "./unread.ts";

/** What arrives outside of a sync (decrypted text, own echoes) is drawn together after this time. */
const settleMs = 40;

/** The room list of a running client: made again once a sync, only for rooms that something happened in. */
export interface LiveRoomList {
  readonly list: ReadonlySignal<RoomList>;
  /** Hears of the rooms that changed, after `list` has. */
  onChanged(hear: (roomIds: ReadonlySet<string>) => void): void;
  /** Hears of a room when another one that I am in takes its place, while the client runs. */
  onMoved(hear: (from: string, to: string) => void): void;
  /** This room could not be joined as the list offers it. */
  lookAgain(roomId: string): void;
}

/** What accepts an invitation by itself needs: `join` goes on until the homeserver has answered. */
export interface Arrivals {
  join(roomId: string): Promise<void>;
  hasLeft(roomId: string): boolean;
}

/** `list` is written to, so that it can outlive the client: it starts as the last snapshot. */
export function createRoomList(handle: ClientHandle, list: Signal<RoomList>, arrivals: Arrivals): LiveRoomList {
  const live = new RoomListKeeper(handle, list, arrivals);
  watch(handle, live);
  return live;
}

class RoomListKeeper implements LiveRoomList, SummaryContext {
  readonly list: Signal<RoomList>;
  readonly userId: string;
  readonly #handle: ClientHandle;
  readonly #joinable: JoinableRooms;
  readonly #invitations: ChannelInvitations;
  readonly #loadPartner = createPartnerLoader(
    (roomId) => this.touch(roomId),
    () => this.#handle.scope.ended,
  );
  /** The conversations of the last run. */
  readonly #snapshot: ReadonlyMap<string, RoomSummary>;
  readonly #summaries = new Map<string, RoomSummary>();
  readonly #spaces = new Map<string, SpaceFacts>();
  readonly #dirty = new Set<string>();
  readonly #listeners: ((roomIds: ReadonlySet<string>) => void)[] = [];
  #everything = true;
  #reorder = false;
  #loaded = false;
  #cancelTimer: (() => void) | null = null;
  #directs: ReadonlyMap<string, string> = new Map();
  #muted: ReadonlySet<string> = new Set();
  #channels: ReadonlySet<string> = new Set();
  readonly #moves = new Moves();
  #blocked: ReadonlySet<string> = new Set();

  constructor(handle: ClientHandle, list: Signal<RoomList>, arrivals: Arrivals) {
    const { client, scope, ports } = handle;
    this.list = list;
    this.#snapshot = new Map(list.peek().directs.map((room) => [room.id, room]));
    this.userId = handle.account.userId;
    this.#handle = handle;
    const changed = (): void => {
      this.#reorder = true;
      this.#later();
    };
    this.#joinable = createJoinableRooms({ client, clock: ports.clock, log: ports.log, scope, changed });
    this.#invitations = createChannelInvitations({
      join: arrivals.join,
      standing: {
        isChannel: (roomId) => this.isChannel(roomId),
        isBrought: (roomId) => isBrought(handle, this.#spaces, roomId),
        membershipIn: (spaceId) => this.#spaces.get(spaceId)?.membership ?? null,
        hasLeft: arrivals.hasLeft,
      },
      spaceOf: (roomId) => spacesListing(this.#spaces, roomId).next().value ?? null,
      clock: ports.clock,
      random: ports.random,
      log: ports.log,
      scope,
      changed,
    });
    scope.onEnd(() => this.#cancelTimer?.());
  }

  directOf(roomId: string): string | null {
    return this.#directs.get(roomId) ?? null;
  }

  readonly isBlocked = (userId: string): boolean => this.#blocked.has(userId);

  shownBefore(roomId: string): RoomSummary | null {
    return this.#snapshot.get(roomId) ?? null;
  }

  now(): number {
    return this.#handle.ports.clock.now();
  }

  isMuted(roomId: string): boolean {
    return this.#muted.has(roomId);
  }

  isChannel(roomId: string): boolean {
    return this.#channels.has(roomId);
  }

  onChanged(hear: (roomIds: ReadonlySet<string>) => void): void {
    this.#listeners.push(hear);
  }

  onMoved(hear: (from: string, to: string) => void): void {
    this.#moves.hear = hear;
  }

  lookAgain(roomId: string): void {
    this.#joinable.lookAgain(roomId);
  }

  touch(roomId: string | undefined): void {
    if (roomId === undefined) return;
    this.#dirty.add(roomId);
    this.#later();
  }

  touchEverything(): void {
    this.#everything = true;
    this.#later();
  }

  touchUnread(): void {
    for (const { id, mentions, unreadCount } of this.#summaries.values()) {
      if (mentions > 0 || unreadCount > 0) this.touch(id);
    }
  }

  /** A sync has been processed, from the cache or from the homeserver. */
  synced(): void {
    this.#loaded = true;
    this.#flush();
  }

  #later(): void {
    // Before the first sync is in, half of the rooms are missing: the snapshot is the better picture.
    if (!this.#loaded || this.#cancelTimer !== null || this.#handle.scope.ended) return;
    this.#cancelTimer = this.#handle.ports.clock.after(settleMs, () => this.#flush());
  }

  #flush(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    if (this.#handle.scope.ended || (!this.#everything && !this.#reorder && this.#dirty.size === 0)) return;
    const changed = this.#takeChanged();
    this.#readRooms(changed);
    const spaces = this.#moves.standing(this.#spaces);
    // A room of which it is not known yet whether I am in it is not offered to be joined.
    const unsettled = (roomId: string): boolean => {
      const room = this.#handle.client.getRoom(roomId);
      return room !== null && isUnsettled(room);
    };
    this.#joinable.follow(spaces, (roomId) => this.#summaries.has(roomId) || unsettled(roomId));
    this.#invitations.follow(this.#standingInvitations());
    const { holds } = this.#invitations;
    const rooms = [...this.#summaries.values()];
    const { replaced, replacedSpaces } = this.#moves;
    const list = buildList(rooms, spaces, this.#joinable.of, holds, replaced);
    const moved = [...replacedSpaces].map(([id, by]) => ({ id, by }));
    this.list.value = shareList(this.list.peek(), moved.length === 0 ? list : { ...list, replacedSpaces: moved });
    for (const hear of this.#listeners) hear(changed);
    this.#moves.tell();
  }

  #standingInvitations(): Invitation[] {
    const standing: Invitation[] = [];
    for (const summary of this.#summaries.values()) {
      if (summary.membership !== "invite") continue;
      const room = this.#handle.client.getRoom(summary.id);
      if (room !== null) standing.push(readInvitation(room, summary.kind === "direct"));
    }
    return standing;
  }

  #takeChanged(): Set<string> {
    const { client } = this.#handle;
    const changed = new Set(this.#dirty);
    this.#dirty.clear();
    this.#reorder = false;
    if (this.#everything) {
      this.#everything = false;
      this.#directs = directRooms(client);
      this.#muted = mutedRooms(client.pushRules);
      this.#blocked = new Set(client.getIgnoredUsers());
      this.#summaries.clear();
      this.#spaces.clear();
      for (const room of client.getRooms()) changed.add(room.roomId);
    }
    return changed;
  }

  #readRooms(changed: ReadonlySet<string>): void {
    const { client } = this.#handle;
    const rooms = [...changed].map((roomId) => client.getRoom(roomId)).filter((room) => room !== null);
    // Spaces first: what they hold decides which rooms are channels.
    for (const room of rooms) if (room.isSpaceRoom()) this.#read(room);
    this.#moves.read(rooms);
    const before = this.#channels;
    this.#channels = channelsOf(this.#moves.standing(this.#spaces));
    for (const room of rooms) if (!room.isSpaceRoom()) this.#read(room);
    for (const roomId of symmetricDifference(before, this.#channels)) {
      const room = changed.has(roomId) ? null : client.getRoom(roomId);
      if (room !== null) this.#read(room);
    }
  }

  #read(room: Room): void {
    const before = this.#summaries.get(room.roomId);
    this.#spaces.delete(room.roomId);
    this.#summaries.delete(room.roomId);
    if (room.isSpaceRoom()) {
      const facts = readSpace(room, this);
      if (facts !== null) this.#spaces.set(room.roomId, facts);
      return;
    }
    const summary = summarize(room, this);
    if (summary === null) return;
    if (summary.directUserId !== null) this.#loadPartner(room, summary.directUserId);
    // Most of what happens in a room does not show in its row: then it stays the same one.
    this.#summaries.set(room.roomId, before !== undefined && same(before, summary) ? before : summary);
    // Only the row that is drawn and what may mention me is decrypted; the timeline does the rest when it is opened.
    const last = lastShown(room, this.isBlocked);
    for (const event of [...(last === null ? [] : [last]), ...unreadEvents(room, this.userId).events]) {
      if (event.shouldAttemptDecryption()) void this.#handle.client.decryptEventIfNeeded(event).catch(() => {});
    }
  }
}

/** Leads what happens in the client to the list while the handle's scope lives. */
function watch({ client, scope }: ClientHandle, live: RoomListKeeper): void {
  const onSync = (state: SyncState): void => {
    if (state === SyncState.Prepared || state === SyncState.Syncing) live.synced();
  };
  const onRoom = (room: Room): void => live.touch(room.roomId);
  const onEvent = (event: MatrixEvent): void => live.touch(event.getRoomId());
  const onTimeline = (_event: MatrixEvent, room: Room | undefined, toStart: boolean | undefined): void => {
    if (toStart !== true) live.touch(room?.roomId);
  };
  const onReceipt = (_event: MatrixEvent, room: Room): void => live.touch(room.roomId);
  const onAccountData = (event: MatrixEvent): void => {
    if (["m.direct", "m.push_rules", "m.ignored_user_list"].includes(event.getType())) live.touchEverything();
    if (event.getType() === handledType) live.touchUnread();
  };
  client.on(ClientEvent.Sync, onSync);
  client.on(ClientEvent.Room, onRoom);
  client.on(ClientEvent.AccountData, onAccountData);
  client.on(RoomEvent.Timeline, onTimeline);
  client.on(RoomEvent.Name, onRoom);
  client.on(RoomEvent.MyMembership, onRoom);
  client.on(RoomEvent.Receipt, onReceipt);
  client.on(RoomEvent.AccountData, onReceipt);
  client.on(RoomEvent.Redaction, onEvent);
  client.on(RoomStateEvent.Events, onEvent);
  client.on(MatrixEventEvent.Decrypted, onEvent);
  client.on(MatrixEventEvent.Replaced, onEvent);
  scope.onEnd(() => {
    client.off(ClientEvent.Sync, onSync);
    client.off(ClientEvent.Room, onRoom);
    client.off(ClientEvent.AccountData, onAccountData);
    client.off(RoomEvent.Timeline, onTimeline);
    client.off(RoomEvent.Name, onRoom);
    client.off(RoomEvent.MyMembership, onRoom);
    client.off(RoomEvent.Receipt, onReceipt);
    client.off(RoomEvent.AccountData, onReceipt);
    client.off(RoomEvent.Redaction, onEvent);
    client.off(RoomStateEvent.Events, onEvent);
    client.off(MatrixEventEvent.Decrypted, onEvent);
    client.off(MatrixEventEvent.Replaced, onEvent);
  });
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
