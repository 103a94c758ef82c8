import { AppError, type Clock, type Signal, signal, sleep } from "@parley/kernel";
import type {
  DoNotDisturb,
  Inbox,
  InboxItem,
  NotificationRules,
  Notifications,
  NotifyLevel,
  TellChange,
  Told,
} from "@parley/matrix";
import type { FakeRooms } from "./fake-rooms.ts";

/** `Notifications` in memory, and the levers of a test. */
export interface FakeNotifications extends Notifications {
  readonly rules: Signal<NotificationRules>;
  readonly doNotDisturb: Signal<DoNotDisturb>;
  readonly inbox: Signal<Inbox>;
  /** What the client tells now. */
  emit(change: TellChange): void;
  /** The next call that changes something rejects with this error. */
  failNext(error: AppError): void;
  /** How many listen. */
  readonly listeners: number;
}

/** A message that is told. */
export function buildTold(parts: Partial<Told> = {}): Told {
  return {
    eventId: "$told",
    roomId: "!room:localhost",
    roomName: "general",
    roomKind: "channel",
    senderId: "@mira:localhost",
    senderName: "Mira Lindqvist",
    senderAvatarMxc: null,
    text: "Are you coming up?",
    kind: "message",
    highlight: false,
    ts: Date.UTC(2026, 4, 14, 14, 30),
    ...parts,
  };
}

/** A mention in the inbox. */
export function buildInboxItem(parts: Partial<InboxItem> = {}): InboxItem {
  return {
    roomId: "!room:localhost",
    eventId: "$mention",
    senderId: "@mira:localhost",
    senderName: "Mira Lindqvist",
    senderAvatarMxc: null,
    reason: "mention",
    text: "Rosa, are you coming up?",
    kind: "message",
    ts: Date.UTC(2026, 4, 14, 14, 20),
    read: false,
    ...parts,
  };
}

/** Builds `Notifications` over the fake's rooms. */
export function createFakeNotifications(
  rooms: FakeRooms,
  clock: Clock,
  latencyMs: number,
  items: readonly InboxItem[],
): FakeNotifications {
  const rules = signal<NotificationRules>({
    silenced: false,
    directs: "all",
    rooms: "all",
    exceptions: new Map(),
    keywords: [],
  });
  const doNotDisturb = signal<DoNotDisturb>({ hours: null, until: 0 });
  const inbox = signal<Inbox>({ state: "ready", items });
  const listeners = new Set<(change: TellChange) => void>();
  let fault: AppError | null = null;
  const act = async (): Promise<void> => {
    if (latencyMs > 0) await sleep(clock, latencyMs);
    if (fault === null) return;
    const thrown = fault;
    fault = null;
    throw thrown;
  };
  const readItems = (which: (item: InboxItem) => boolean): void => {
    const next = inbox.value.items.map((item) => (which(item) ? { ...item, read: true } : item));
    inbox.value = { ...inbox.value, items: next };
  };
  const change = (roomId: string, parts: { unread: boolean; muted?: boolean }): void => {
    const { summary } = rooms.room(roomId);
    const cleared = parts.unread ? {} : { unreadCount: 0, mentions: 0 };
    summary.value = { ...summary.value, ...parts, ...cleared };
  };
  return {
    rules,
    doNotDisturb,
    inbox,
    get listeners() {
      return listeners.size;
    },
    emit(told) {
      for (const hear of listeners) hear(told);
    },
    failNext(error) {
      fault = error;
    },
    listen(hear) {
      listeners.add(hear);
      return () => void listeners.delete(hear);
    },
    async setLevel(roomId, level) {
      await act();
      const exceptions = new Map<string, NotifyLevel>(rules.value.exceptions);
      if (level === null) exceptions.delete(roomId);
      else exceptions.set(roomId, level);
      rules.value = { ...rules.value, exceptions };
      const { summary } = rooms.room(roomId);
      const { unread, unreadCount, mentions } = summary.value;
      const muted = level === "mute";
      const isMarked = unread && unreadCount === 0;
      summary.value = { ...summary.value, muted, unread: isMarked || (muted ? mentions : unreadCount) > 0 };
    },
    async setDefault(of, level) {
      await act();
      rules.value = { ...rules.value, [of]: level };
    },
    async endSilence() {
      await act();
      rules.value = { ...rules.value, silenced: false };
    },
    async addKeyword(word) {
      await act();
      if (word.length > 100) throw new AppError("MATRIX_TOO_LARGE", "too long a keyword");
      rules.value = { ...rules.value, keywords: [...rules.value.keywords, word.trim()] };
    },
    async removeKeyword(word) {
      await act();
      rules.value = { ...rules.value, keywords: rules.value.keywords.filter((known) => known !== word) };
    },
    async setDoNotDisturb(next) {
      await act();
      doNotDisturb.value = next;
    },
    async markRead(roomId) {
      await act();
      change(roomId, { unread: false });
      readItems((item) => item.roomId === roomId);
    },
    async markAllRead() {
      await act();
      const { spaces, directs, rooms: loose } = rooms.list.value;
      const channels = spaces.flatMap(({ categories }) => categories.flatMap((category) => category.channels));
      for (const { id } of [...channels, ...directs, ...loose]) change(id, { unread: false });
      readItems(() => true);
    },
    async markUnread(roomId) {
      await act();
      change(roomId, { unread: true });
    },
    async markItemRead(item) {
      await act();
      readItems((other) => other.eventId === item.eventId);
    },
    reloadInbox() {
      inbox.value = { ...inbox.value, state: "ready" };
    },
  };
}
