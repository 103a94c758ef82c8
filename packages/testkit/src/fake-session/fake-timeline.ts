import { AppError, batch, type Clock, computed, effect, type Signal, signal, sleep } from "@parley/kernel";
import type {
  Draft,
  Edge,
  KeptFile,
  KeptFiles,
  MessageItem,
  OutgoingMedia,
  Timeline,
  TimelineItem,
} from "@parley/matrix";
import { buildMessage, buildText } from "./builders.ts";
import { type FakeFiles, sentMedia } from "./fake-files.ts";
import { createFakePins } from "./fake-pins.ts";
import type { FakeRoom, SendOutcome } from "./fake-room.ts";

/** What a window of the fake needs. */
export interface FakeTimelinePorts {
  readonly clock: Clock;
  readonly userId: string;
  readonly name: string;
  readonly latencyMs: number;
  readonly pageSize: number;
  /** Messages on their way, over all rooms. */
  readonly queued: Signal<number>;
  readonly files: FakeFiles;
  readonly keptFiles: KeptFiles;
}

const wait = (ports: FakeTimelinePorts): Promise<void> =>
  ports.latencyMs === 0 ? Promise.resolve() : sleep(ports.clock, ports.latencyMs);

const ofEvent = (items: readonly TimelineItem[], eventId: string): number =>
  items.findIndex((item) => item.type !== "gap" && item.eventId === eventId);

const missing = (what: string) => new AppError("MATRIX_NOT_FOUND", `There is no ${what} in this room.`);

const outcomeOf = (room: FakeRoom): SendOutcome => room.outcome;

/** Most items of a window, as in the real one. */
const windowCap = 1_000;

const cannot = { edit: false, redact: false, react: false, reply: false };

const forwarded = new WeakMap<FakeRoom, readonly { readonly eventId: string; readonly toRoomId: string }[]>();

/** What was sent on from a room of the fake. */
export const fakeForwarded = (room: FakeRoom) => forwarded.get(room) ?? [];

/** Sends of one window: local echo, then whatever the room's `outcome` says. */
function createSender(room: FakeRoom, ports: FakeTimelinePorts) {
  let number = 0;
  const patch = (key: string, parts: Partial<MessageItem>) =>
    room.patch(key, (item) => (item.type === "message" ? { ...item, ...parts } : item));

  async function deliver(key: string, since: number): Promise<void> {
    if (outcomeOf(room) === "hold-queued") return;
    patch(key, { send: { state: "sending", since } });
    await wait(ports);
    // Read again: a test may have turned the lever while this was on its way.
    const outcome = outcomeOf(room);
    if (outcome === "hold-queued" || outcome === "hold-sending") return;
    ports.queued.value -= 1;
    if (outcome !== "arrive") {
      patch(key, { send: { state: "failed", since, reason: outcome } });
      return;
    }
    patch(key, { send: null, eventId: `$sent-${key}`, can: { edit: true, redact: true, react: true, reply: true } });
  }

  async function put(draft: Draft, bodyOf: (key: string) => MessageItem["body"]): Promise<void> {
    number += 1;
    const key = `own-${room.summary.value.id}-${number}-${ports.clock.now()}`;
    const since = ports.clock.now();
    const quoted = draft.replyTo === undefined ? -1 : ofEvent(room.items.value, draft.replyTo);
    const target = room.items.value[quoted];
    room.items.value = [
      ...room.items.value,
      buildMessage({
        key,
        eventId: null,
        mine: true,
        senderId: ports.userId,
        senderName: ports.name,
        ts: since,
        body: bodyOf(key),
        replyTo:
          draft.replyTo === undefined
            ? null
            : {
                eventId: draft.replyTo,
                senderId: target?.type === "message" ? target.senderId : null,
                senderName: target?.type === "message" ? target.senderName : null,
                text: target?.type === "message" && target.body.type === "text" ? target.body.text : null,
              },
        send: { state: "queued", since },
        can: { edit: false, redact: false, react: false, reply: false },
      }),
    ];
    ports.queued.value += 1;
    void deliver(key, since);
  }

  return {
    patch,
    send: (draft: Draft) =>
      put(
        draft,
        () => ({ ...buildText(draft.text, draft.html ?? null), style: draft.style ?? "text" }) as MessageItem["body"],
      ),
    async sendMedia(media: OutgoingMedia | KeptFile, caption: Draft | null): Promise<void> {
      const words = caption === null || caption.text === "" ? null : { text: caption.text, html: caption.html ?? null };
      if ("id" in media) {
        await put(caption ?? { text: "" }, () => sentMedia(media, words, media.id));
        return await ports.keptFiles.drop(media.id);
      }
      await put(caption ?? { text: "" }, (key) => {
        ports.files.blobs.set(key, media.file);
        if (media.thumbnail !== null) ports.files.blobs.set(`${key}-small`, media.thumbnail.file);
        return sentMedia(media, words, key);
      });
    },
    async retry(key: string): Promise<void> {
      const since = ports.clock.now();
      patch(key, { send: { state: "queued", since } });
      ports.queued.value += 1;
      await deliver(key, since);
    },
  };
}

/** What can be taken back, read in its earlier versions, sent on, and reacted to. */
function createSecondThoughts(
  room: FakeRoom,
  ports: FakeTimelinePorts,
  patch: (key: string, parts: Partial<MessageItem>) => void,
): Pick<Timeline, "redactSoon" | "undoRedact" | "hurry" | "versions" | "forward" | "toggleReaction"> {
  const held = new Map<string, { item: MessageItem; take: () => void; cancel: () => void }>();
  return {
    async redactSoon(eventId, afterMs) {
      const item = room.items.value[ofEvent(room.items.value, eventId)];
      if (item?.type !== "message") throw missing("such message");
      const gone = { body: { type: "redacted", by: ports.userId }, reactions: [], replyTo: null } as const;
      const take = () => {
        held.delete(eventId);
        patch(item.key, { undoUntil: null });
      };
      held.set(eventId, { item, take, cancel: ports.clock.after(afterMs, take) });
      patch(item.key, { ...gone, undoUntil: ports.clock.now() + afterMs, can: cannot });
    },
    async undoRedact(eventId) {
      const standing = held.get(eventId);
      if (standing === undefined) throw new AppError("MATRIX_ALREADY_SENDING", "It has been deleted already.");
      standing.cancel();
      held.delete(eventId);
      room.patch(standing.item.key, () => standing.item);
    },
    hurry() {
      for (const { take, cancel } of [...held.values()]) {
        cancel();
        take();
      }
    },
    async versions(eventId) {
      await wait(ports);
      const item = room.items.value[ofEvent(room.items.value, eventId)];
      if (item?.type !== "message") throw missing("such message");
      const first = { eventId: `${eventId}-first`, ts: item.ts - 60_000, body: buildText("as it was said at first") };
      return item.edited ? [first, { eventId, ts: item.ts, body: item.body }] : [{ ...first, body: item.body }];
    },
    async forward(eventId, toRoomId) {
      const item = room.items.value[ofEvent(room.items.value, eventId)];
      if (item?.type !== "message") throw missing("such message");
      forwarded.set(room, [...(forwarded.get(room) ?? []), { eventId, toRoomId }]);
    },
    async toggleReaction(eventId, key) {
      const item = room.items.value[ofEvent(room.items.value, eventId)];
      if (item?.type !== "message") throw missing("such message");
      const standing = item.reactions.find((reaction) => reaction.key === key);
      const senders = standing?.mine
        ? standing.senders.filter((id) => id !== ports.userId)
        : [...(standing?.senders ?? []), ports.userId];
      const changed = { key, senders, mine: standing?.mine !== true };
      const reactions =
        standing === undefined
          ? [...item.reactions, changed]
          : item.reactions.map((reaction) => (reaction === standing ? changed : reaction));
      patch(item.key, { reactions: reactions.filter((reaction) => reaction.senders.length > 0) });
    },
  };
}

async function fillGap(room: FakeRoom, ports: FakeTimelinePorts, key: string): Promise<void> {
  room.patch(key, (item) => (item.type === "gap" ? { ...item, state: "loading" } : item));
  await wait(ports);
  if (room.failNextLoad) {
    room.failNextLoad = false;
    room.patch(key, (item) => (item.type === "gap" ? { ...item, state: "failed" } : item));
    return;
  }
  room.items.value = room.items.value.filter((item) => item.key !== key);
}

/** Opens a window on the last page of a fake room. */
export function openFakeTimeline(room: FakeRoom, ports: FakeTimelinePorts): Timeline {
  const total = room.items.value.length;
  const start = signal(Math.max(0, total - ports.pageSize));
  /** Null: live, up to the last event. */
  const end = signal<number | null>(null);
  const olderBusy = signal<"loading" | "failed" | null>(null);
  const newerBusy = signal<"loading" | "failed" | null>(null);
  const readUpTo = signal(room.readUpTo.value);
  const sender = createSender(room, ports);
  const items = computed(() => room.items.value.slice(start.value, end.value ?? undefined));

  async function load(busy: Signal<"loading" | "failed" | null>, move: () => void): Promise<void> {
    if (busy.value === "loading") return;
    busy.value = "loading";
    await wait(ports);
    if (room.failNextLoad) {
      room.failNextLoad = false;
      busy.value = "failed";
      return;
    }
    move();
    busy.value = null;
  }

  const older = computed<Edge>(() => olderBusy.value ?? (start.value === 0 ? "end" : "more"));
  const newer = computed<Edge>(() => newerBusy.value ?? (end.value === null ? "end" : "more"));
  const stop = effect(() => {
    // Keeps `items` warm, as the real window does.
    items.value;
  });
  let marked = room.readUpTo.value;
  // Read on another device: the echo of reading here is no news.
  const stopReading = room.readUpTo.subscribe((eventId) => {
    if (eventId !== marked) readUpTo.value = eventId;
  });

  return {
    roomId: room.summary.value.id,
    items,
    older,
    newer,
    typing: room.typing,
    readUpTo,
    pins: createFakePins(room),
    loadOlder: () =>
      load(olderBusy, () => {
        batch(() => {
          start.value = Math.max(0, start.value - ports.pageSize);
          // As the real one: what is far below is let go.
          if ((end.value ?? room.items.value.length) - start.value > windowCap) end.value = start.value + windowCap;
        });
      }),
    loadNewer: () =>
      load(newerBusy, () => {
        if (end.value === null) return;
        const next = end.value + ports.pageSize;
        batch(() => {
          end.value = next >= room.items.value.length ? null : next;
          start.value = Math.max(start.value, Math.min(next, room.items.value.length) - windowCap);
        });
      }),
    fillGap: (key) => fillGap(room, ports, key),
    async jumpTo(eventId) {
      await wait(ports);
      const index = ofEvent(room.items.value, eventId);
      if (index === -1) throw missing(`message ${eventId}`);
      const from = Math.max(0, index - Math.floor(ports.pageSize / 2));
      const to = index + Math.floor(ports.pageSize / 2);
      batch(() => {
        start.value = from;
        end.value = to >= room.items.value.length ? null : to;
      });
    },
    async jumpToLatest() {
      batch(() => {
        start.value = Math.max(0, room.items.value.length - ports.pageSize);
        end.value = null;
      });
    },
    send: sender.send,
    sendMedia: sender.sendMedia,
    retry: sender.retry,
    async edit(eventId, draft) {
      await wait(ports);
      const item = room.items.value[ofEvent(room.items.value, eventId)];
      if (item?.type !== "message") throw missing("such message");
      sender.patch(item.key, { body: buildText(draft.text, draft.html ?? null), edited: true });
    },
    async redact(eventId) {
      await wait(ports);
      const item = room.items.value[ofEvent(room.items.value, eventId)];
      if (item?.type !== "message") throw missing("such message");
      sender.patch(item.key, { body: { type: "redacted", by: null }, reactions: [], replyTo: null });
    },
    ...createSecondThoughts(room, ports, sender.patch),
    async discard(key) {
      const item = room.items.value.find((other) => other.key === key);
      if (item?.type !== "message" || item.send === null) throw missing("waiting message");
      if (item.send.state !== "failed") ports.queued.value -= 1;
      room.items.value = room.items.value.filter((other) => other.key !== key);
    },
    async markRead() {
      const last = room.items.value.findLast((item) => item.type !== "gap" && item.eventId !== null);
      marked = last === undefined || last.type === "gap" ? marked : last.eventId;
      room.readUpTo.value = marked;
      room.summary.value = { ...room.summary.value, unread: false, unreadCount: 0, mentions: 0 };
    },
    setTyping(typing) {
      room.ownTyping.value = typing;
    },
    close() {
      stop();
      stopReading();
    },
  };
}
