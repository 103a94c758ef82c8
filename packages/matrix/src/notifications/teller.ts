import { type ReadonlySignal, signal } from "@parley/kernel";
import {
  ClientEvent,
  type IRoomTimelineData,
  type MatrixEvent,
  MatrixEventEvent,
  RelationType,
  type Room,
  RoomEvent,
  SyncState,
} from "matrix-js-sdk";
import type { TellChange, Told } from "../contract/notifications.ts";
import type { RoomList } from "../contract/rooms.ts";
import { nameIn } from "../rooms/namesakes.ts";
import { preview } from "../rooms/preview.ts";
import { nameOf } from "../rooms/read-room.ts";
import { holdsOwnReceipt, readCheck } from "../rooms/unread.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { timeOf } from "../sdk/event-time.ts";
import { editsLocked, isNamingEdit, messageOf, namesAnew, tellsAnew } from "./edits.ts";
import { fetchFar, redactsFar } from "./far-messages.ts";
import { ageOf, findRoom, type Heard, needsKey, type Standing } from "./heard.ts";
import { LateKeys } from "./late-keys.ts";

/** What is older than this when it comes was missed, not said now (a lid that was closed): it counts, and is not told. */
const freshMs = 5 * 60_000;
/** Another device on which the room is being read says so within this time. */
const graceMs = 700;
/** While nobody is at this one and another one is in use, it has so long: what is read there is not told here as well. */
const elsewhereMs = 10_000;
/** The key of a message may come after it; without one it is told that something was said. */
const keyMs = 15_000;
/** What has rung is told when it is over, unless one's own answer to it comes within this time. */
const afterRingMs = 3000;
const maxWaiting = 200;
/** Most that wait for a key in one room. */
const maxLocked = 50;
const maxStanding = 200;
const maxSeen = 1000;

/** Tells of what deserves it by the push rules, once the client is up to date, and takes back what has been read. */
export function startTelling(
  handle: ClientHandle,
  list: ReadonlySignal<RoomList>,
  tell: (change: TellChange) => void,
  around: Around = {},
): void {
  const teller = new Teller(handle, list, tell, around);
  const { client, scope } = handle;
  const onSync = (state: SyncState, _previous: SyncState | null, data?: { fromCache?: boolean }): void => {
    if (state === SyncState.Syncing || (state === SyncState.Prepared && data?.fromCache !== true)) teller.upToDate();
  };
  const onTimeline = (
    event: MatrixEvent,
    room: Room | undefined,
    toStart: boolean | undefined,
    _removed: boolean,
    data: IRoomTimelineData,
  ): void => {
    if (room === undefined || toStart === true) return;
    const gone = redactsFar(event, room);
    if (gone !== null) teller.gone(gone, room);
    if (data.liveEvent === true) teller.arrived(event, room);
  };
  const onDecrypted = (event: MatrixEvent): void => teller.decrypted(event);
  const onReceipt = (event: MatrixEvent, room: Room): void => {
    if (holdsOwnReceipt(event, handle.account.userId)) teller.look(room);
  };
  const onMembership = (room: Room): void => teller.look(room);
  const onRedaction = (_event: MatrixEvent, room: Room): void => teller.look(room);
  client.on(ClientEvent.Sync, onSync);
  client.on(RoomEvent.Timeline, onTimeline);
  client.on(MatrixEventEvent.Decrypted, onDecrypted);
  client.on(RoomEvent.Receipt, onReceipt);
  client.on(RoomEvent.MyMembership, onMembership);
  client.on(RoomEvent.Redaction, onRedaction);
  const stopInvites = list.subscribe((now) => teller.invited(now.invites));
  scope.onEnd(() => {
    stopInvites();
    teller.end();
    client.off(ClientEvent.Sync, onSync);
    client.off(RoomEvent.Timeline, onTimeline);
    client.off(MatrixEventEvent.Decrypted, onDecrypted);
    client.off(RoomEvent.Receipt, onReceipt);
    client.off(RoomEvent.MyMembership, onMembership);
    client.off(RoomEvent.Redaction, onRedaction);
  });
}

/** Calls that ring now: they need no telling. */
type Rings = ReadonlySignal<readonly { readonly id: string }[]>;

/** What telling asks of the rest of the run. */
export interface Around {
  readonly ringing?: Rings;
  /** Nobody is at this device, and the account is in use on another one. */
  readonly isInUseElsewhere?: () => boolean;
}

class Teller {
  readonly #handle: ClientHandle;
  readonly #list: ReadonlySignal<RoomList>;
  readonly #tell: (change: TellChange) => void;
  readonly #ringing: Rings;
  readonly #isInUseElsewhere: () => boolean;
  /** Waiting for a key, or for another device to have read it; by event id. */
  readonly #waiting = new Map<string, Heard & { readonly cancel: () => void }>();
  readonly #late = new LateKeys();
  /** Told and not over; by event id, oldest first. */
  readonly #standing = new Map<string, Standing>();
  readonly #seen = new Set<string>();
  #invites: ReadonlySet<string> = new Set();
  #live = false;

  constructor(
    handle: ClientHandle,
    list: ReadonlySignal<RoomList>,
    tell: (change: TellChange) => void,
    { ringing = signal([]), isInUseElsewhere = () => false }: Around,
  ) {
    this.#ringing = ringing;
    this.#isInUseElsewhere = isInUseElsewhere;
    this.#handle = handle;
    this.#list = list;
    this.#tell = tell;
  }

  upToDate(): void {
    if (this.#live) return;
    // The list is made from this same sync, in an order that is not ours: the invitations in it are known then.
    this.#handle.ports.clock.after(0, () => {
      this.#invites = new Set(this.#list.peek().invites.map(({ id }) => id));
      this.#live = true;
    });
  }

  arrived(event: MatrixEvent, room: Room): void {
    const id = event.getId();
    if (!this.#live || id === undefined || event.isState()) return;
    if (event.getSender() === this.#handle.account.userId) {
      // What one writes on another device shows that one has read there.
      this.look(room);
      return;
    }
    if (this.#seen.has(id) || ageOf(event) > freshMs) return;
    if (event.isRelation(RelationType.Annotation)) return;
    if (this.#handle.client.isUserIgnored(event.getSender() ?? "")) return;
    const locked = needsKey(event);
    if (!locked && event.isRelation(RelationType.Replace) && !isNamingEdit(event, this.#handle.account.userId)) return;
    if (!this.#makeSpace(room, locked)) return;
    this.#seen.add(id);
    for (const oldest of this.#seen) {
      if (this.#seen.size <= maxSeen) break;
      this.#seen.delete(oldest);
    }
    const until = this.#handle.ports.clock.now() + freshMs - ageOf(event);
    this.#soon({ event, room, id, until, told: false }, locked ? keyMs : this.#graceMs());
    if (locked) void this.#handle.client.decryptEventIfNeeded(event).catch(() => {});
  }

  /** What nobody can read must not keep the rest from being told: the oldest of it has waited long enough. */
  #makeSpace({ roomId }: Room, locked: boolean): boolean {
    const allLocked = [...this.#waiting.values()].filter(({ event }) => needsKey(event));
    const ofRoom = allLocked.filter(({ room }) => room.roomId === roomId);
    const isFull = this.#waiting.size >= maxWaiting;
    const [oldest] = locked && ofRoom.length >= maxLocked ? ofRoom : isFull ? allLocked : [];
    if (oldest !== undefined) {
      oldest.cancel();
      this.#waiting.delete(oldest.id);
      this.#late.remember(oldest.id, { roomId: oldest.room.roomId, until: oldest.until, told: oldest.told });
    }
    return this.#waiting.size < maxWaiting;
  }

  decrypted(event: MatrixEvent): void {
    this.#opened(event);
    // Its edit may have come before it could be read.
    const edit = event.replacingEvent();
    if (edit !== null) this.#opened(edit);
  }

  #opened(event: MatrixEvent): void {
    const id = event.getId() ?? "";
    const room = this.#handle.client.getRoom(event.getRoomId());
    if (room === null || needsKey(event)) return;
    const waiting = this.#waiting.get(id);
    waiting?.cancel();
    const heard = waiting ?? this.#late.take(id, this.#handle.ports.clock.now());
    if (heard === null) return;
    if (waiting === undefined && !this.#makeSpace(room, false)) return;
    this.#soon({ event, room, id, until: heard.until, told: heard.told }, this.#graceMs());
  }

  #graceMs(): number {
    return this.#isInUseElsewhere() ? elsewhereMs : graceMs;
  }

  #soon(heard: Heard, afterMs: number): void {
    const cancel = this.#handle.ports.clock.after(afterMs, () => {
      this.#waiting.delete(heard.id);
      this.#consider(heard);
    });
    this.#waiting.set(heard.id, { ...heard, cancel });
  }

  #whenSilent(heard: Heard): void {
    const cancel = this.#ringing.subscribe((rings) => {
      if (rings.some((ring) => ring.id === heard.id)) return;
      this.#waiting.get(heard.id)?.cancel();
      this.#soon(heard, afterRingMs);
    });
    this.#waiting.set(heard.id, { ...heard, cancel });
  }

  #consider(heard: Heard): void {
    const { event, room, id, until, told } = heard;
    const { client, account } = this.#handle;
    if (this.#ringing.peek().some((ring) => ring.id === id)) {
      this.#whenSilent(heard);
      return;
    }
    if (room.getMyMembership() !== "join" || event.isRedacted()) return;
    if (readCheck(room, account.userId)(id, event.getTs())) return;
    const actions = client.getPushActionsForEvent(event, true);
    const highlight = actions?.tweaks.highlight === true;
    const message = messageOf(event, room);
    if (message === null && highlight && isNamingEdit(event, account.userId)) {
      // What it changes is not loaded.
      void fetchFar(event, room)?.then((found) => {
        if (found && !this.#handle.scope.ended) this.#consider(heard);
      });
    }
    if (message?.isRedacted() === true) return;
    // Of edits only those that name me are told, as the message that they change; that need not be told besides.
    const isEdit = event.isRelation(RelationType.Replace);
    const isNews = !isEdit || (highlight && message !== null && namesAnew(event, message, room, account.userId));
    const notify = actions?.notify === true && isNews;
    if (needsKey(event) || editsLocked(event, room)) {
      this.#late.remember(id, { roomId: room.roomId, until, told: told || notify });
    }
    // What was told without its words is told again only when they name me.
    if (!notify || message === null || (told && !highlight)) return;
    const edit = event.replacingEvent();
    if (edit !== null && this.#waiting.has(edit.getId() ?? "") && tellsAnew(edit, event, room, account.userId)) return;
    const summary = findRoom(this.#list.peek(), room.roomId);
    const said = preview(room, message, account.userId);
    const raised = {
      eventId: message.getId() ?? id,
      roomId: room.roomId,
      roomName: summary?.name ?? nameOf(room),
      roomKind: summary?.kind ?? "room",
      senderId: said.senderId,
      senderName: said.senderName,
      senderAvatarMxc: room.getMember(said.senderId)?.getMxcAvatarUrl() ?? null,
      text: said.text,
      kind: said.kind,
      highlight,
      ts: timeOf(event),
    };
    this.#raise(raised, id);
  }

  #raise(told: Told, news = told.eventId): void {
    this.#standing.set(told.eventId, { roomId: told.roomId, invite: told.kind === "invite", news, ts: told.ts });
    for (const [oldest, { roomId }] of this.#standing) {
      if (this.#standing.size <= maxStanding) break;
      this.#over(oldest, roomId);
    }
    this.#tell({ type: "told", told });
  }

  #over(eventId: string, roomId: string): void {
    this.#standing.delete(eventId);
    this.#tell({ type: "gone", roomId, eventId });
  }

  /** Something happened in a room that may end what was told of it. */
  look(room: Room): void {
    const standing = [...this.#standing].filter(([, { roomId, invite }]) => roomId === room.roomId && !invite);
    if (standing.length === 0) return;
    const here = room.getMyMembership() === "join";
    const isRead = readCheck(room, this.#handle.account.userId);
    const isGone = (id: string): boolean => room.findEventById(id)?.isRedacted() === true;
    for (const [eventId, { news, ts }] of standing) {
      const over = !here || isGone(eventId) || isGone(news) || isRead(news, ts);
      if (over) this.#over(eventId, room.roomId);
    }
  }

  /** A message that is not loaded was redacted. */
  gone(id: string, room: Room): void {
    for (const [eventId, { roomId, news }] of [...this.#standing]) {
      if (roomId === room.roomId && (eventId === id || news === id)) this.#over(eventId, roomId);
    }
  }

  /** Invitations as the list shows them: what is accepted by itself is not among them. */
  invited(invites: RoomList["invites"]): void {
    if (!this.#live) return;
    const before = this.#invites;
    this.#invites = new Set(invites.map(({ id }) => id));
    for (const [eventId, { roomId, invite }] of [...this.#standing]) {
      if (invite && !this.#invites.has(roomId)) this.#over(eventId, roomId);
    }
    for (const invite of invites) if (!before.has(invite.id)) this.#tellInvite(invite);
  }

  #tellInvite({ id, name, inviterId, ...more }: RoomList["invites"][number]): void {
    const room = this.#handle.client.getRoom(id);
    if (room === null || (inviterId !== null && this.#handle.client.isUserIgnored(inviterId))) return;
    const sender = inviterId === null ? null : room.getMember(inviterId);
    this.#raise({
      eventId: `invite ${id}`,
      roomId: id,
      roomName: name,
      roomKind: "kind" in more ? more.kind : "room",
      senderId: inviterId ?? "",
      senderName: inviterId === null ? "" : nameIn(room, inviterId),
      senderAvatarMxc: sender?.getMxcAvatarUrl() ?? null,
      text: null,
      kind: "invite",
      highlight: false,
      ts: this.#handle.ports.clock.now(),
    });
  }

  end(): void {
    for (const { cancel } of this.#waiting.values()) cancel();
    this.#waiting.clear();
  }
}
