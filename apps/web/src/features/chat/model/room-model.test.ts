import { signal } from "@parley/kernel";
import { buildMessage, buildRoom, buildSession, createManualClock } from "@parley/testkit";
import { describe, expect, it, vi } from "vitest";
import type { AttachmentChip, Attachments } from "../../../shared/chat-slots.ts";
import { createDrafts } from "./drafts.ts";
import { createOpenRooms } from "./open-rooms.ts";
import { createRoomModel } from "./room-model.ts";
import { createWaitingFiles } from "./waiting-files.ts";

const roomId = "!a:localhost";

function open({ count = 3, read = -1, pageSize = 50 }: { count?: number; read?: number; pageSize?: number } = {}) {
  const upTo = read === -1 ? count : read;
  const clock = createManualClock();
  const items = Array.from({ length: count }, (_, index) =>
    buildMessage({ ts: clock.now() - 60_000 + index, eventId: `$${index + 1}` }),
  );
  const session = buildSession({
    clock,
    pageSize,
    rooms: [buildRoom({ id: roomId, items, readUpTo: `$${upTo}`, unread: upTo < count })],
  });
  const room = session.rooms.room(roomId);
  const model = createRoomModel(session, roomId, {
    clock,
    drafts: createDrafts(session.drafts, clock),
    files: createWaitingFiles(),
  });
  const kinds = () => model.rows.value.map((row) => row.kind);
  return { clock, session, room, model, kinds };
}
const atEnd = { atEnd: true, visible: true };

describe("room", () => {
  it("draws the line where reading stopped, and leaves it while one reads on", () => {
    const { model, kinds, room, clock } = open({ count: 3, read: 2 });
    expect(kinds()).toContain("new");
    model.look(atEnd);
    clock.tick(1_000);
    room.receive({ text: "more" });
    expect(kinds().filter((kind) => kind === "new")).toHaveLength(1);
    expect(kinds().indexOf("new")).toBe(kinds().length - 3);
  });

  it("counts all that is new when it opens, not only what comes from then on", () => {
    const { model, room } = open({ count: 10, read: 4 });
    expect(model.missed.count.value).toBe(6);
    room.receive();
    room.receive();
    expect([model.missed.count.value, model.missed.more.value]).toEqual([8, false]);
    model.look(atEnd);
    expect(model.missed.count.value).toBe(0);
  });

  it("counts what it does not have as the homeserver does, and says where that is not known", async () => {
    const { model, room, session } = open({ count: 40, read: 2, pageSize: 10 });
    expect(model.missed.count.value).toBe(0);
    room.receive();
    expect([model.missed.count.value, model.missed.more.value]).toEqual([1, true]);
    const { list } = session.rooms;
    const unreadCount = (n: number) => {
      const rooms = list.peek().rooms.map((one) => ({ ...one, unreadCount: n }));
      Object.assign(session.rooms, { list: signal({ ...list.peek(), rooms }) });
    };
    unreadCount(39);
    room.receive();
    expect([model.missed.count.value, model.missed.more.value]).toEqual([39, false]);
  });

  it("draws no line for what arrives under one's eyes", () => {
    const { model, kinds, room } = open();
    model.look(atEnd);
    room.receive();
    expect(kinds()).not.toContain("new");
    expect(model.missed.count.value).toBe(0);
  });

  it("draws it for what was said while there was no way here, though it arrives under one's eyes", () => {
    const { model, kinds, room, session, clock } = open();
    model.look(atEnd);
    session.connection.value = { state: "catching-up", since: clock.now() };
    clock.tick(5_000);
    session.connection.value = { state: "online", since: clock.now() };
    room.receive();
    room.receive();
    expect(kinds().at(-3)).toBe("new");
    model.look(atEnd);
    clock.tick(2_000);
    expect(kinds().at(-3)).toBe("new");
    model.markRead();
    room.receive();
    expect(kinds()).not.toContain("new");
  });

  it("draws it before all that was said meanwhile, also where one's own waited to be sent", () => {
    const { model, kinds, room, session, clock } = open();
    model.look(atEnd);
    clock.tick(1_000);
    session.connection.value = { state: "offline", since: clock.now(), reason: "network" };
    // What waits stands at the end, whatever is put before it.
    const own = buildMessage({ key: "own", eventId: null, mine: true, send: { state: "queued", since: clock.now() } });
    room.items.value = [...room.items.peek(), own];
    clock.tick(5_000);
    session.connection.value = { state: "online", since: clock.now() };
    const others = (from: number, count: number) =>
      Array.from({ length: count }, (_, at) => buildMessage({ eventId: `$o${from + at}` }));
    room.items.value = [...room.items.peek().slice(0, 3), ...others(1, 20), own];
    expect(kinds().length - kinds().indexOf("new")).toBe(22);
    expect(model.missed.count.value).toBe(20);
    room.items.value = [...room.items.peek().slice(0, 23), ...others(21, 10), own];
    // It is sent, and somebody goes on.
    const sent = { ...own, eventId: "$own", send: null };
    room.items.value = [...room.items.peek().slice(0, 33), sent, ...others(31, 1)];
    expect(kinds().filter((kind) => kind === "new")).toHaveLength(1);
    expect(kinds().length - kinds().indexOf("new")).toBe(33);
  });

  it("draws it for what arrives while the window is hidden, and counts", () => {
    const { model, kinds, room } = open();
    model.look(atEnd);
    model.look({ atEnd: true, visible: false });
    room.receive();
    room.receive();
    expect(kinds().at(-3)).toBe("new");
    expect(model.missed.count.value).toBe(2);
    model.look(atEnd);
    expect(model.missed.count.value).toBe(0);
  });

  it("draws it above what is new alone, for who has read all and has been away", () => {
    const { model, kinds, room, clock } = open({ count: 4, read: 1 });
    model.look(atEnd);
    clock.tick(1_000);
    // Scrolled up: the line that is being read from stays.
    model.look({ atEnd: false, visible: true });
    room.receive({ text: "while reading above" });
    expect(kinds().length - kinds().indexOf("new")).toBe(5);
    model.look(atEnd);
    clock.tick(1_000);
    for (const text of ["again", "one more"]) {
      model.look({ atEnd: false, visible: false });
      room.receive({ text });
      expect(kinds().at(-2)).toBe("new");
      expect(kinds().filter((kind) => kind === "new")).toHaveLength(1);
      model.look(atEnd);
      clock.tick(1_000);
    }
    model.look({ atEnd: false, visible: false });
    room.receive({ text: "two" });
    room.receive({ text: "at once" });
    expect(kinds().at(-3)).toBe("new");
  });

  it("draws it below what was read on another device meanwhile", () => {
    const { model, kinds, room, clock } = open({ count: 3 });
    model.look(atEnd);
    clock.tick(1_000);
    model.look({ atEnd: false, visible: false });
    room.receive({ text: "read on the phone", eventId: "$read" });
    room.readUpTo.value = "$read";
    room.receive({ text: "not read" });
    expect(kinds().at(-2)).toBe("new");
  });

  it("takes the line away when one answers, and when everything is marked read", async () => {
    const { model, kinds } = open({ count: 3, read: 1 });
    await model.timeline.send({ text: "an answer" });
    expect(kinds()).not.toContain("new");
    const second = open({ count: 3, read: 1 });
    second.model.markRead();
    expect(second.kinds()).not.toContain("new");
    expect(second.room.readUpTo.value).toBe("$3");
  });

  it("marks read only what was in view for a while", () => {
    const { model, room, clock } = open({ count: 3, read: 1 });
    model.look(atEnd);
    clock.tick(200);
    model.look({ atEnd: false, visible: true });
    clock.tick(1_000);
    expect(room.readUpTo.value).toBe("$1");
    model.look(atEnd);
    clock.tick(400);
    expect(room.readUpTo.value).toBe("$3");
    expect(clock.waiting).toBe(0);
  });

  it("marks it again when its person comes back to it: it may have been marked to come back to", async () => {
    const { model, session, clock } = open({ count: 2 });
    const markRead = vi.spyOn(model.timeline, "markRead");
    model.look(atEnd);
    clock.tick(1_000);
    expect(markRead).toHaveBeenCalledTimes(1);
    model.look({ atEnd: false, visible: false });
    await session.notifications.markUnread(roomId);
    model.look(atEnd);
    clock.tick(1_000);
    expect(markRead).toHaveBeenCalledTimes(2);
    expect(session.rooms.list.value.rooms.find(({ id }) => id === roomId)?.unread).toBe(false);
    // Marked under one's eyes it is for later: nothing that is new for others takes that away.
    await session.notifications.markUnread(roomId);
    model.look(atEnd);
    clock.tick(1_000);
    expect(markRead).toHaveBeenCalledTimes(2);
    model.markRead();
    expect(markRead).toHaveBeenCalledTimes(3);
  });

  it("marks it again when a message says other words under one's eyes: they may name somebody", () => {
    const { model, room, clock } = open({ count: 2 });
    const markRead = vi.spyOn(model.timeline, "markRead");
    model.look(atEnd);
    clock.tick(1_000);
    room.items.value = room.items.value.map((item) =>
      item.type === "message" && item.eventId === "$1"
        ? { ...item, edited: true, body: { type: "text", style: "text", text: "@rosa", html: null } }
        : item,
    );
    clock.tick(1_000);
    expect(markRead).toHaveBeenCalledTimes(2);
    room.items.value = [...room.items.value];
    clock.tick(1_000);
    expect(markRead).toHaveBeenCalledTimes(2);
  });

  it("says that the line lies before the window", () => {
    expect(open({ count: 30, read: 2, pageSize: 10 }).model.unreadAbove.value).toBe(true);
    expect(open({ count: 30, read: 25, pageSize: 10 }).model.unreadAbove.value).toBe(false);
  });

  it("does not say so of a line that lies below the window, and says it again of one above", async () => {
    const { model } = open({ count: 60, read: 55, pageSize: 10 });
    expect(model.unreadAbove.value).toBe(false);
    await model.timeline.jumpTo("$20");
    expect(model.unreadAbove.value).toBe(false);
    const unseen = open({ count: 60, read: 40, pageSize: 10 }).model;
    expect(unseen.unreadAbove.value).toBe(true);
    // Where the line is is not known here: nothing is said.
    await unseen.timeline.jumpTo("$10");
    expect(unseen.unreadAbove.value).toBe(false);
    await unseen.timeline.jumpToLatest();
    expect(unseen.unreadAbove.value).toBe(true);
  });

  it("counts and marks nothing that is deleted", async () => {
    const { model, room, kinds } = open({ count: 3, read: 2 });
    room.patch(room.items.value[2]?.key ?? "", (item) =>
      item.type === "message" ? { ...item, body: { type: "redacted", by: null } } : item,
    );
    expect(kinds()).not.toContain("new");
    room.receive({ text: "still there" });
    expect(kinds().at(-2)).toBe("new");
    expect(model.missed.count.value).toBe(1);
  });

  it("does not take for new what is loaded on the way back to the end", async () => {
    const { model } = open({ count: 60, pageSize: 10 });
    await model.timeline.jumpTo("$5");
    model.look({ atEnd: false, visible: true });
    for (let page = 0; page < 6; page++) await model.timeline.loadNewer();
    expect(model.timeline.newer.value).toBe("end");
    expect(model.missed.count.value).toBe(0);
    expect(model.rows.value.some((row) => row.kind === "new")).toBe(false);
  });

  it("keeps rows as they were when older ones come before them", async () => {
    const { model } = open({ count: 30, pageSize: 10 });
    const before = model.rows.value;
    await model.timeline.loadOlder();
    expect(model.rows.value).toHaveLength(19);
    for (const row of before) expect(model.rows.value).toContain(row);
  });

  it("leaves no timer and no typing behind", () => {
    const { model, clock, room } = open({ count: 3, read: 1 });
    model.look(atEnd);
    model.composer.setText("half");
    expect(room.ownTyping.value).toBe(true);
    model.close();
    expect(clock.waiting).toBe(0);
    expect(room.ownTyping.value).toBe(false);
  });
});

describe("open rooms", () => {
  it("bring back the same room, and close the one used longest ago", () => {
    const clock = createManualClock();
    const ids = Array.from({ length: 9 }, (_, index) => `!${index}:localhost`);
    const session = buildSession({ clock, rooms: ids.map((id) => buildRoom({ id })) });
    const rooms = createOpenRooms(session, { clock, drafts: createDrafts(session.drafts, clock) });
    const first = rooms.open("!0:localhost");
    expect(rooms.open("!0:localhost")).toBe(first);
    for (const id of ids) rooms.open(id);
    expect(rooms.open("!0:localhost")).not.toBe(first);
    rooms.closeAll();
  });

  it("that are opened ahead never close the one in view, and are there when they are gone to", () => {
    const clock = createManualClock();
    const ids = Array.from({ length: 12 }, (_, index) => `!${index}:localhost`);
    const session = buildSession({ clock, rooms: ids.map((id) => buildRoom({ id })) });
    const rooms = createOpenRooms(session, { clock, drafts: createDrafts(session.drafts, clock) });
    const opened = vi.spyOn(session, "openTimeline");
    const inView = rooms.open("!0:localhost");
    for (const id of ids) rooms.openAhead(id);
    expect(rooms.open("!0:localhost")).toBe(inView);
    expect(opened).toHaveBeenCalledTimes(12);
    rooms.open("!11:localhost");
    expect(opened).toHaveBeenCalledTimes(12);
    rooms.open("!1:localhost");
    expect(opened).toHaveBeenCalledTimes(13);
    rooms.closeAll();
  });

  it("never close the one in view, however many others are opened", () => {
    const clock = createManualClock();
    const ids = Array.from({ length: 12 }, (_, index) => `!${index}:localhost`);
    const session = buildSession({ clock, rooms: ids.map((id) => buildRoom({ id })) });
    const rooms = createOpenRooms(session, { clock, drafts: createDrafts(session.drafts, clock) });
    const inView = rooms.open("!0:localhost");
    rooms.enter("!0:localhost");
    // Drawn, and given up before they were shown.
    for (const id of ids.slice(1)) rooms.open(id);
    rooms.openAhead("!0:localhost");
    expect(rooms.ahead.value).toBeNull();
    rooms.openAhead("!11:localhost");
    expect(rooms.ahead.value).toBe("!11:localhost");
    expect(rooms.open("!0:localhost")).toBe(inView);
    expect(rooms.closed("!0:localhost")).toBe(0);
    expect(rooms.closed("!1:localhost")).toBe(1);
    rooms.closeAll();
  });

  it("that are opened ahead and not gone to take the place of no room that was seen", async () => {
    const clock = createManualClock();
    const ids = Array.from({ length: 12 }, (_, index) => `!${index}:localhost`);
    const session = buildSession({ clock, rooms: ids.map((id) => buildRoom({ id })) });
    const rooms = createOpenRooms(session, { clock, drafts: createDrafts(session.drafts, clock) });
    const seen = ids.slice(0, 7);
    for (const id of seen) {
      rooms.open(id);
      rooms.enter(id);
    }
    for (const id of ids.slice(7)) {
      rooms.openAhead(id);
      expect(rooms.ahead.value).toBe(id);
    }
    expect(ids.filter(rooms.has)).toEqual([...seen, "!11:localhost"]);
    rooms.enter("!11:localhost");
    expect(rooms.ahead.value).toBeNull();
    rooms.openAhead("!8:localhost");
    expect(rooms.has("!11:localhost")).toBe(true);
    await session.rooms.leave("!8:localhost");
    rooms.dropLeft();
    expect([rooms.has("!8:localhost"), rooms.ahead.value]).toEqual([false, null]);
    rooms.closeAll();
  });

  it("stay open while a message is edited in them", () => {
    const clock = createManualClock();
    const own = buildMessage({ mine: true, text: "mine" });
    const ids = Array.from({ length: 10 }, (_, index) => `!${index}:localhost`);
    const session = buildSession({ clock, rooms: ids.map((id) => buildRoom({ id, items: [own] })) });
    const rooms = createOpenRooms(session, { clock, drafts: createDrafts(session.drafts, clock) });
    const first = rooms.open("!0:localhost");
    first.composer.edit(own);
    first.composer.setText("mine, at length");
    for (const id of ids) rooms.open(id);
    expect(rooms.open("!0:localhost").composer.text.value).toBe("mine, at length");
    rooms.closeAll();
  });

  it("stay open while files wait in them or are sent, and close without losing them", async () => {
    const clock = createManualClock();
    const ids = Array.from({ length: 10 }, (_, index) => `!${index}:localhost`);
    const session = buildSession({ clock, rooms: ids.map((id) => buildRoom({ id })) });
    const rooms = createOpenRooms(session, { clock, drafts: createDrafts(session.drafts, clock) });
    const first = rooms.open("!0:localhost");
    const file = { id: "1", name: "a", size: 1, media: "file", preview: null, limit: null } as const;
    const chip = { ...file, state: "ready", loose: false, going: false } as const;
    const items = signal<readonly AttachmentChip[]>([chip]);
    const written = Promise.withResolvers<boolean>();
    const waiting: Attachments = {
      items,
      left: signal(0),
      ready: signal(true),
      halted: signal(null),
      halts: () => false,
      add() {},
      remove() {},
      send() {
        items.value = [];
        return written.promise;
      },
      close: vi.fn(),
    };
    first.composer.files(() => waiting);
    for (const id of ids) rooms.open(id);
    expect(rooms.open("!0:localhost")).toBe(first);
    first.composer.submit();
    await vi.waitFor(() => expect(items.value).toEqual([]));
    for (const id of ids) rooms.open(id);
    expect(rooms.open("!0:localhost")).toBe(first);
    // Another tab takes over: the files stand there again when the room does.
    rooms.closeAll();
    const again = rooms.open("!0:localhost");
    expect(again).not.toBe(first);
    expect(again.composer.files(() => ({ ...waiting }))).toBe(waiting);
    expect(waiting.close).not.toHaveBeenCalled();
    written.resolve(true);
    rooms.end();
    expect(waiting.close).toHaveBeenCalledOnce();
  });

  it("leaves no failed fetch unhandled: the edge says it", async () => {
    const unhandled = vi.fn();
    const { model } = open({ count: 80, pageSize: 20 });
    const gone = () => Promise.reject(new Error("M_UNKNOWN (503)"));
    Object.assign(model.timeline, { loadOlder: gone, loadNewer: gone, fillGap: gone });
    process.on("unhandledRejection", unhandled);
    try {
      model.fetchOlder();
      model.fetchNewer();
      model.fillGap("gap-1");
      await new Promise((resolve) => setTimeout(resolve, 10));
    } finally {
      process.off("unhandledRejection", unhandled);
    }
    expect(unhandled).not.toHaveBeenCalled();
  });
});
