import { AppError } from "@parley/kernel";
import { txnOfKey } from "../content/row-key.ts";
import type { Timeline } from "../contract/timeline.ts";
import type { LazyKeptFiles } from "../media/lazy-kept-files.ts";
import type { LocalFiles } from "../media/local-files.ts";
import { createOutbox } from "../outbox/create-outbox.ts";
import type { Outbox } from "../outbox/outbox.ts";
import { createQueue } from "../outbox/queue.ts";
import { lastToRead } from "../rooms/unread.ts";
import type { ClientHandle, Conversations } from "../sdk/client-handle.ts";
import { Actions } from "./actions.ts";
import { CaughtUp } from "./caught-up.ts";
import { LeftOut } from "./left-out.ts";
import { Presence } from "./presence.ts";
import { RoomFeed } from "./room-feed.ts";
import { RoomPins } from "./room-pins.ts";
import { versionsOf } from "./versions.ts";
import { RoomWindow } from "./window.ts";

/** Timelines and the send queue of one run of the client; all of it ends with the handle's scope. */
export function openConversations(handle: ClientHandle, files: LocalFiles, kept: LazyKeptFiles): Conversations {
  const outbox = createOutbox(handle, files);
  const feed = new RoomFeed(handle.client);
  const caughtUp = new CaughtUp(handle);
  const leftOut = new LeftOut(handle, caughtUp, feed);
  return {
    queued: outbox.queued,
    queue: createQueue(outbox),
    openTimeline: (roomId) => openTimeline(handle, { outbox, feed, caughtUp, leftOut, kept }, roomId),
    progress(key) {
      const txnId = txnOfKey(key);
      return txnId === null ? null : outbox.progress(txnId);
    },
    poke: () => outbox.poke(),
    releaseHeld: () => outbox.releaseAll(),
    start: () => outbox.start(),
  };
}

/** What the timelines of a run share. */
interface Shared {
  readonly outbox: Outbox;
  readonly feed: RoomFeed;
  readonly caughtUp: CaughtUp;
  readonly leftOut: LeftOut;
  readonly kept: LazyKeptFiles;
}

function openTimeline(handle: ClientHandle, shared: Shared, roomId: string): Timeline {
  const { outbox, feed, kept } = shared;
  const room = handle.client.getRoom(roomId);
  if (room === null) throw new AppError("MATRIX_NOT_FOUND", "This room is not known here.");
  const scope = handle.scope.child();
  const window = new RoomWindow(handle, room, shared, scope);
  const presence = new Presence(handle, room, scope, (eventId) => window.rowAt(eventId));
  scope.onEnd(window.items.subscribe(() => presence.rowsChanged()));
  const pins = new RoomPins(handle, room, scope);
  const actions = new Actions(roomId, handle.account.userId, outbox, window.projection, kept);
  scope.onEnd(
    feed.listen(roomId, {
      eventsChanged: () => {
        window.refreshSoon();
        pins.changed();
      },
      liveReplaced: () => window.liveReplaced(),
      eventChanged: (eventId) => {
        window.changed(eventId);
        pins.changed(eventId);
      },
      worldChanged: () => {
        window.worldChanged();
        pins.worldChanged();
      },
      pinsChanged: () => pins.stateChanged(),
      receiptsChanged: () => window.refreshSoon(),
      typingChanged: () => presence.typingChanged(),
      readMarkerMoved: () => presence.readMarkerMoved(),
      trustChanged: () => window.trustChanged(),
      span: () => window.span,
    }),
  );
  // At first, when one comes back to the end, and when what was being fetched is there.
  const look = () => {
    if (window.span !== null) void shared.leftOut.opened(roomId);
  };
  scope.onEnd(window.newer.subscribe(look));
  scope.onEnd(window.older.subscribe(look));
  return {
    roomId,
    items: window.items,
    older: window.older,
    newer: window.newer,
    typing: presence.typing,
    readUpTo: presence.readUpTo,
    pins,
    loadOlder: () => window.loadOlder(),
    loadNewer: () => window.loadNewer(),
    fillGap: (key) => window.fillGap(key),
    jumpTo: (eventId) => window.jumpTo(eventId).finally(look),
    jumpToLatest: async () => window.jumpToLatest(),
    async send(draft) {
      // What one writes is at the end: there it must be seen.
      window.jumpToLatest();
      await actions.send(draft);
    },
    async sendMedia(media, caption) {
      window.jumpToLatest();
      await actions.sendMedia(media, caption);
    },
    edit: (eventId, draft) => actions.edit(eventId, draft),
    redact: (eventId) => actions.redact(eventId),
    redactSoon: (eventId, afterMs) => actions.redactSoon(eventId, handle.ports.clock.now() + afterMs),
    undoRedact: (eventId) => actions.undoRedact(eventId),
    hurry: () => void outbox.release(roomId).catch(() => {}),
    versions: (eventId) => versionsOf(handle, roomId, eventId),
    forward: (eventId, toRoomId) => actions.forward(eventId, toRoomId),
    toggleReaction: (eventId, key) => actions.toggleReaction(eventId, key),
    retry: (key) => actions.retry(key),
    discard: (key) => actions.discard(key),
    markRead: () => presence.markRead(lastToRead(room, window.events)),
    setTyping: (typing) => presence.setTyping(typing),
    close: () => scope.end(),
  };
}
