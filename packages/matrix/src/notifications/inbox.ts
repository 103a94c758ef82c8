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
import { timeOf } from "../sdk/event-time.ts";
import { isNamingEdit, messageOf, namesAnew } from "./edits.ts";
import { fetchFar, redactsFar } from "./far-messages.ts";
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
    if (room === undefined || toStart === true) return;
    keeper.removeFar(redactsFar(event, room), room);
    keeper.take(event, room);
    // Who says something, declines a call or comes to it has read what stood before, and what of it they answered.
    if (event.getSender() === handle.account.userId) keeper.look(room.roomId);
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
    if (message === null) {
      if (isNamingEdit(event, userId)) this.#takeLater(event, room, known);
      return;
    }
    if (message.isRedacted()) return;
    const said = preview(room, message, userId);
    const before = this.#items.get(id);
    // What names me only now is new, however long ago I have read the message.
    const namedBy = before === undefined && namesAnew(event, message, room, userId) ? event : null;
    const saidAt = namedBy === null ? said.ts : timeOf(namedBy);
    // Who names a time to come shall not stand above all others for ever.
    const now = this.#handle.ports.clock.now();
    const ts = before?.ts ?? (Number.isFinite(saidAt) ? Math.min(Math.max(0, saidAt), now) : now);
    const editId = namedBy?.getId() ?? before?.editId;
    const news = editId ?? id;
    this.#items.set(id, {
      roomId: room.roomId,
      eventId: id,
      senderId: said.senderId,
      senderName: said.senderName,
      senderAvatarMxc: room.getMember(said.senderId)?.getMxcAvatarUrl() ?? null,
      reason: before?.reason ?? reason,
      text: said.text,
      kind: said.kind,
      ts,
      read: before?.read === true || known || this.#handled.has(news) || readCheck(room, userId)(news, ts),
      ...(editId === undefined ? {} : { editId }),
    });
    this.#changed();
  }

  /** What the edit changes is not loaded. */
  #takeLater(event: MatrixEvent, room: Room, known: boolean): void {
    void fetchFar(event, room)?.then((found) => {
      if (found && !this.#handle.scope.ended && !event.isRedacted()) this.take(event, room, known);
    });
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
    for (const item of waiting) if (isRead(newsOf(item), item.ts)) this.#noteRead(item.eventId);
  }

  /** By a receipt where that reads nothing else, so that the room knows it too. */
  async markRead(item: InboxItem): Promise<void> {
    const { client, account } = this.#handle;
    const { roomId, eventId } = item;
    const room = client.getRoom(roomId);
    if (room !== null && isNextToRead(room, account.userId, newsOf(item))) {
      await client.setRoomReadMarkersHttpRequest(roomId, newsOf(item), newsOf(item));
      this.#noteRead(eventId);
    } else {
      await this.#handled.note(newsOf(item));
      this.#lookAtHandled();
    }
  }

  #lookAtHandled(): void {
    for (const item of this.#items.values()) {
      if (item.read || !this.#handled.has(newsOf(item))) continue;
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
    if (eventId === undefined) return;
    if (this.#items.delete(eventId)) this.#changed();
    for (const item of this.#items.values()) if (item.editId === eventId) this.#unname(item, eventId);
  }

  /** The edit that named me is gone: nothing does, unless a later one says it as well. */
  #unname({ eventId, roomId, read }: InboxItem, editId: string): void {
    this.#items.delete(eventId);
    this.#changed();
    const room = this.#handle.client.getRoom(roomId);
    const edits = room?.relations.getChildEventsForEvent(eventId, RelationType.Replace, "m.room.message");
    for (const edit of edits?.getRelations() ?? []) {
      if (room != null && edit.getId() !== editId) this.take(edit, room, read);
    }
  }

  /** A message that is not loaded was redacted: what a room says of another one's is nothing. */
  removeFar(eventId: string | null, { roomId }: Room): void {
    const isOfRoom = (item: InboxItem): boolean =>
      item.roomId === roomId && [item.eventId, item.editId].includes(eventId ?? "");
    if (eventId !== null && [...this.#items.values()].some(isOfRoom)) this.remove(eventId);
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

/** What of an item is read by itself: the message, or the edit that names me in it. */
const newsOf = ({ eventId, editId = eventId }: InboxItem): string => editId;
