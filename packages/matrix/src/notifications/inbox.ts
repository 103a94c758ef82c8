import { type ReadonlySignal, type Signal, signal } from "@parley/kernel";
import {
  ClientEvent,
  type MatrixEvent,
  MatrixEventEvent,
  Method,
  RelationType,
  type Room,
  RoomEvent,
} from "matrix-js-sdk";
import type { Inbox, InboxItem } from "../contract/notifications.ts";
import { toMatrixError } from "../errors.ts";
import { preview } from "../rooms/preview.ts";
import { holdsOwnReceipt, readCheck } from "../rooms/unread.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { isEditOf } from "../timeline/relations.ts";
import { isUnread, viewOf } from "../timeline/sdk-view.ts";
import { createHandled, type Handled, isNextToRead } from "./handled.ts";
import { createInboxWriter, readInbox } from "./inbox-store.ts";
import { entriesIn } from "./listed.ts";
import { reasonOf } from "./reason.ts";

const most = 200;
/** Many rooms have gaps at once after a long silence: the homeserver is asked once for all of them. */
const gapMs = 2000;
/** What came together is shown together. */
const settleMs = 100;
/** Of the homeserver: what it knows to be mentions (never encrypted ones), and the last that may hold some. */
const pages = [{ only: "highlight", limit: "50" }, { limit: "100" }] as const;

/** The inbox of a running client. */
export interface RunningInbox {
  readonly inbox: ReadonlySignal<Inbox>;
  reload(): void;
  /** The person has read it, and by that nothing else. */
  markRead(item: InboxItem): Promise<void>;
}

/** Hears of what was put away by itself, here or on another device. */
type Over = (item: InboxItem) => void;

/**
 * Mentions and answers over all rooms: what the homeserver lists, and what this device could read. Which encrypted
 * messages name me is known here alone, so the list is kept, sealed.
 */
export function startInbox(handle: ClientHandle, over: Over = () => {}): RunningInbox {
  const keeper = new InboxKeeper(handle, over);
  const { client, scope } = handle;
  const onTimeline = (event: MatrixEvent, room: Room | undefined, toStart: boolean | undefined): void => {
    if (room !== undefined && toStart !== true) keeper.take(event, room);
  };
  const onDecrypted = (event: MatrixEvent): void => {
    const room = client.getRoom(event.getRoomId());
    if (room === null) return;
    keeper.take(event, room);
    // Its edit may have come before it could be read.
    const edit = event.replacingEvent();
    if (edit !== null) keeper.take(edit, room);
  };
  const onReplaced = (event: MatrixEvent): void => {
    const room = client.getRoom(event.getRoomId());
    if (room !== null) keeper.reword(event, room);
  };
  const onReceipt = (event: MatrixEvent, room: Room): void => {
    if (holdsOwnReceipt(event, handle.account.userId)) keeper.look(room.roomId);
  };
  const onRoom = (room: Room): void => keeper.look(room.roomId);
  const onRedaction = (event: MatrixEvent): void => keeper.remove(event.getAssociatedId());
  client.on(RoomEvent.Timeline, onTimeline);
  client.on(MatrixEventEvent.Decrypted, onDecrypted);
  client.on(MatrixEventEvent.Replaced, onReplaced);
  client.on(RoomEvent.Receipt, onReceipt);
  // What a sync has left out is not decrypted here: the homeserver lists it.
  const onReset = (): void => keeper.gap();
  client.on(RoomEvent.TimelineReset, onReset);
  client.on(RoomEvent.Redaction, onRedaction);
  client.on(ClientEvent.Room, onRoom);
  scope.onEnd(() => {
    client.off(RoomEvent.Timeline, onTimeline);
    client.off(MatrixEventEvent.Decrypted, onDecrypted);
    client.off(MatrixEventEvent.Replaced, onReplaced);
    client.off(RoomEvent.Receipt, onReceipt);
    client.off(RoomEvent.TimelineReset, onReset);
    client.off(RoomEvent.Redaction, onRedaction);
    client.off(ClientEvent.Room, onRoom);
  });
  keeper.begin();
  return {
    inbox: keeper.inbox,
    reload: () => keeper.reload(),
    markRead: (item) => keeper.markRead(item),
  };
}

class InboxKeeper {
  readonly inbox: Signal<Inbox> = signal<Inbox>({ state: "loading", items: [] });
  readonly #handle: ClientHandle;
  readonly #items = new Map<string, InboxItem>();
  readonly #write: () => void;
  readonly #handled: Handled;
  readonly #over: Over;
  #cancel: (() => void) | null = null;
  #cancelGap: (() => void) | null = null;
  #fetching = false;

  constructor(handle: ClientHandle, over: Over) {
    this.#handle = handle;
    this.#over = over;
    this.#handled = createHandled(handle, () => this.#lookAtHandled());
    this.#write = createInboxWriter(handle, () => this.inbox.peek().items);
    handle.scope.onEnd(() => {
      this.#cancel?.();
      this.#cancelGap?.();
    });
  }

  begin(): void {
    readInbox(this.#handle)
      .catch(() => [])
      .then((kept) => {
        for (const item of kept) if (!this.#items.has(item.eventId)) this.#items.set(item.eventId, item);
        this.#lookAtHandled();
        this.#changed();
        let asked = false;
        const stop = this.#handle.connection.subscribe(({ state }) => {
          if (state !== "online" || asked) return;
          asked = true;
          this.reload();
        });
        this.#handle.scope.onEnd(stop);
      });
  }

  /** Looks whether an event belongs here, and keeps it then. `known`: what the homeserver says of its being read. */
  take(event: MatrixEvent, room: Room, known = false): void {
    const { userId } = this.#handle.account;
    const id = targetOf(event);
    if (id === null || event.getSender() === userId || event.isState() || event.isRedacted()) return;
    if (this.#handle.client.isUserIgnored(event.getSender() ?? "")) return;
    const reason = reasonOf(event, room, userId);
    if (reason === null) return;
    // An edit speaks of the message that it changes, whose words are the new ones by now.
    const message = messageOf(event, room);
    if (message === null) return;
    const said = preview(room, message, userId);
    // Who names a time to come shall not stand above all others for ever.
    const now = this.#handle.ports.clock.now();
    const ts = Number.isFinite(said.ts) ? Math.min(Math.max(0, said.ts), now) : now;
    const before = this.#items.get(id);
    this.#items.set(id, {
      roomId: room.roomId,
      eventId: id,
      senderId: said.senderId,
      senderName: said.senderName,
      senderAvatarMxc: room.getMember(said.senderId)?.getMxcAvatarUrl() ?? null,
      reason: before?.reason ?? reason,
      text: said.text,
      kind: said.kind,
      ts: before?.ts ?? ts,
      read: before?.read === true || known || this.#handled.has(id) || readCheck(room, userId)(id, ts),
    });
    this.#changed();
  }

  /** A message was edited: if it is here, it says the new words. */
  reword(event: MatrixEvent, room: Room): void {
    const item = this.#items.get(event.getId() ?? "");
    if (item === undefined) return;
    const { text, kind } = preview(room, event, this.#handle.account.userId);
    this.#items.set(item.eventId, { ...item, text, kind });
    this.#changed();
  }

  /** The receipts of a room have moved. */
  look(roomId: string): void {
    const room = this.#handle.client.getRoom(roomId);
    if (room === null) return;
    const waiting = [...this.#items.values()].filter((item) => !item.read && item.roomId === roomId);
    if (waiting.length === 0) return;
    const isRead = readCheck(room, this.#handle.account.userId);
    for (const { eventId, ts } of waiting) if (isRead(eventId, ts)) this.#noteRead(eventId);
  }

  /** By a receipt where that reads nothing else, so that the room knows it too. */
  async markRead({ roomId, eventId }: InboxItem): Promise<void> {
    const { client, account } = this.#handle;
    const room = client.getRoom(roomId);
    if (room !== null && isNextToRead(room, account.userId, eventId)) {
      await client.setRoomReadMarkersHttpRequest(roomId, eventId, eventId);
      this.#noteRead(eventId);
    } else {
      await this.#handled.note(eventId);
      this.#lookAtHandled();
    }
  }

  #lookAtHandled(): void {
    for (const item of this.#items.values()) {
      if (item.read || !this.#handled.has(item.eventId)) continue;
      this.#noteRead(item.eventId);
      this.#over(item);
    }
  }

  #noteRead(eventId: string): void {
    const item = this.#items.get(eventId);
    if (item === undefined || item.read) return;
    this.#items.set(eventId, { ...item, read: true });
    this.#changed();
  }

  remove(eventId: string | undefined): void {
    if (eventId !== undefined && this.#items.delete(eventId)) this.#changed();
  }

  gap(): void {
    this.#cancelGap ??= this.#handle.ports.clock.after(gapMs, () => this.reload());
  }

  reload(): void {
    this.#cancelGap?.();
    this.#cancelGap = null;
    if (this.#fetching || this.#handle.scope.ended) return;
    this.#fetching = true;
    if (this.inbox.peek().state === "failed") this.#show("loading");
    this.#fetch().then(
      () => this.#fetched("ready"),
      (thrown) => {
        const { code } = toMatrixError(thrown);
        this.#handle.ports.log.info("the homeserver's mentions could not be read", { code });
        // A homeserver without that list has none: what is seen here is all there is.
        this.#fetched(code === "MATRIX_NOT_FOUND" ? "ready" : "failed");
      },
    );
  }

  #fetched(state: Inbox["state"]): void {
    this.#fetching = false;
    if (!this.#handle.scope.ended) this.#show(state);
  }

  async #fetch(): Promise<void> {
    const { client } = this.#handle;
    const mapper = client.getEventMapper({ preventReEmit: true, decrypt: false });
    for (const page of pages) {
      const answer: unknown = await client.http.authedRequest(Method.Get, "/notifications", page);
      for (const { event: raw, roomId, read } of entriesIn(answer)) {
        const room = client.getRoom(roomId);
        if (room === null || room.getMyMembership() !== "join" || this.#handle.scope.ended) continue;
        const event = room.findEventById(raw.event_id ?? "") ?? mapper(raw);
        await client.decryptEventIfNeeded(event).catch(() => {});
        this.take(event, room, read);
      }
    }
  }

  #changed(): void {
    this.#cancel ??= this.#handle.ports.clock.after(settleMs, () => {
      this.#cancel = null;
      this.#show(this.inbox.peek().state);
      this.#write();
    });
  }

  #show(state: Inbox["state"]): void {
    const { client } = this.#handle;
    const sorted = [...this.#items.values()].sort((a, b) => b.ts - a.ts);
    for (const { eventId } of sorted.splice(most)) this.#items.delete(eventId);
    this.inbox.value = { state, items: sorted.filter(({ senderId }) => !client.isUserIgnored(senderId)) };
  }
}

/** The message that an event is about: an edit may name me in a message that did not. */
function targetOf(event: MatrixEvent): string | null {
  if (event.isRelation(RelationType.Annotation)) return null;
  // Whatever its sender has put there: the SDK's types promise more than it looks at.
  const id: unknown = event.isRelation(RelationType.Replace) ? event.getRelation()?.event_id : event.getId();
  return typeof id === "string" && id.startsWith("$") ? id : null;
}

/**
 * The message that an event is or edits. Null: an edit of what is not known here, or by someone who may not edit it.
 * Nobody's words are shown under the name of another.
 */
function messageOf(event: MatrixEvent, room: Room): MatrixEvent | null {
  const edit = viewOf(event, room.client);
  if (edit.relation?.kind !== "edit") return event;
  const original = room.findEventById(edit.relation.target);
  if (original === undefined) return null;
  // What it is shows once it is read; its edit is looked at again then.
  if (isUnread(original)) void room.client.decryptEventIfNeeded(original).catch(() => {});
  return isEditOf(edit, viewOf(original, room.client)) ? original : null;
}
