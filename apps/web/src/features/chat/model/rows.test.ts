import type { MessageItem, TimelineItem, UndecryptableReason } from "@parley/matrix";
import { buildCallItem, buildGap, buildMessage, buildNotice } from "@parley/testkit";
import { describe, expect, it } from "vitest";
import { buildRows, keepRows, type Row, type RowsInput, rowOf } from "./rows.ts";

const at = (day: number, hour: number, minute = 0): number => new Date(2026, 4, day, hour, minute).getTime();
const rowsOf = (parts: Partial<RowsInput>) =>
  buildRows({ items: [], fromStart: false, newAfter: null, awaitsOlder: false, breaks: new Set(), ...parts });

describe("rows", () => {
  const headsOf = (rows: readonly Row[]) => rows.flatMap((row) => (row.kind === "message" ? [row.head] : []));

  it("groups one sender's messages while less than five minutes lie between them, a quarter of an hour long", () => {
    const items = [
      buildMessage({ ts: at(1, 9, 0) }),
      buildMessage({ ts: at(1, 9, 4) }),
      buildMessage({ ts: at(1, 9, 8) }),
      buildMessage({ ts: at(1, 9, 13) }),
      buildMessage({ ts: at(1, 9, 14) }),
      buildMessage({ ts: at(1, 9, 15) }),
      buildMessage({ ts: at(1, 9, 16), mine: true }),
    ];
    expect(headsOf(rowsOf({ items }))).toEqual([true, false, false, true, false, true, true]);
  });

  it("gives a call a line of its own, which is new to who was called", () => {
    const items = [
      buildMessage({ ts: at(1, 9, 0), eventId: "$read" }),
      buildCallItem({ ts: at(1, 9, 1), key: "call" }),
      buildMessage({ ts: at(1, 9, 2) }),
      buildCallItem({ ts: at(1, 9, 3), mine: true }),
    ];
    const rows = rowsOf({ items, newAfter: "$read" });
    expect(rows.map(({ kind }) => kind)).toEqual(["message", "new", "call", "message", "call"]);
    expect(headsOf(rows)).toEqual([true, true]);
    const again = rowsOf({ items, newAfter: "$read" });
    expect(keepRows(rows, again)).toEqual(rows);
    expect(keepRows(rows, again)[2]).toBe(rows[2]);
    expect(rowOf(rows, "call")).toBe(2);
  });

  it("groups the same messages in the same way whatever was loaded first, and moves none that is shown", () => {
    let seed = 7;
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed / 2_147_483_648;
    };
    const doubt = { colour: "grey", reason: "unknown-device" } as const;
    const item = (minute: number): TimelineItem => {
      if (random() < 0.08) return buildNotice({ ts: at(1, 9, minute) });
      const who = random() < 0.7 ? {} : { mine: true };
      return buildMessage({ ts: at(1, 9, minute), ...who, ...(random() < 0.2 ? { shield: doubt } : {}) });
    };
    for (let round = 0; round < 60; round += 1) {
      let minute = 0;
      const items = Array.from({ length: 40 }, () => {
        minute += Math.floor(random() * 7);
        return item(minute);
      });
      const looks = (rows: readonly Row[]) =>
        new Map(rows.flatMap((row) => (row.kind === "message" ? [[row.key, [row.head, row.doubt]]] : [])));
      const whole = looks(rowsOf({ items }));
      const breaks = new Set<string>();
      for (let from = 34; from >= 0; from -= 1 + Math.floor(random() * 6)) {
        const shown = items.slice(from);
        for (const [key, look] of looks(rowsOf({ items: shown, awaitsOlder: from > 0, breaks }))) {
          // Of a doubt one message before is enough to know.
          const known = shown[0]?.type === "message" ? 2 : 1;
          expect(look.slice(0, known)).toEqual(whole.get(key)?.slice(0, known));
        }
        breaks.add(shown[0]?.key ?? "");
      }
    }
  });

  it("shows the first message when nothing comes before it, or it is the only one", () => {
    const items = [buildMessage({ ts: at(1, 9, 0) }), buildMessage({ ts: at(1, 9, 1) })];
    expect(headsOf(rowsOf({ items, awaitsOlder: true }))).toEqual([false]);
    expect(headsOf(rowsOf({ items }))).toEqual([true, false]);
    expect(headsOf(rowsOf({ items: items.slice(0, 1), awaitsOlder: true }))).toEqual([true]);
  });

  it("starts a group with a reply", () => {
    const reply = { eventId: "$1", senderId: null, senderName: null, text: null };
    const items = [buildMessage({ ts: at(1, 9) }), buildMessage({ ts: at(1, 9), replyTo: reply })];
    expect(rowsOf({ items }).every((row) => row.kind === "message" && row.head)).toBe(true);
  });

  it("says a doubt once for a run: of history as a whole, of a sender each", () => {
    const history = { colour: "grey", reason: "authenticity-not-guaranteed" } as const;
    const device = { colour: "grey", reason: "unknown-device" } as const;
    const plain = { colour: "grey", reason: "not-encrypted" } as const;
    const bare = [buildMessage({ ts: at(1, 9), shield: plain }), buildMessage({ ts: at(1, 9), shield: plain })];
    expect(rowsOf({ items: bare }).map((row) => row.kind === "message" && row.doubt)).toEqual([true, true]);
    const items = [
      buildMessage({ ts: at(1, 9), shield: history }),
      buildMessage({ ts: at(1, 10), shield: history, mine: true }),
      buildMessage({ ts: at(1, 11) }),
      buildMessage({ ts: at(1, 11), shield: history }),
      buildMessage({ ts: at(1, 11), shield: device }),
      buildMessage({ ts: at(1, 11), shield: device }),
      buildMessage({ ts: at(1, 11), shield: device, mine: true }),
    ];
    const said = rowsOf({ items }).map((row) => row.kind === "message" && row.item.shield !== null && row.doubt);
    expect(said).toEqual([true, false, false, true, true, false, true]);
  });

  it("divides days, the first one only when the room's beginning is known", () => {
    const items = [buildMessage({ ts: at(1, 23) }), buildMessage({ ts: at(2, 1) })];
    expect(rowsOf({ items }).map((row) => row.kind)).toEqual(["message", "day", "message"]);
    expect(rowsOf({ items, fromStart: true }).map((row) => row.kind)).toEqual([
      "start",
      "day",
      "message",
      "day",
      "message",
    ]);
  });

  it("puts the line of new messages before the first unread message of someone else", () => {
    const read = buildMessage({ ts: at(1, 9, 0) });
    const own = buildMessage({ ts: at(1, 9, 1), mine: true });
    const unread = buildMessage({ ts: at(1, 9, 2) });
    const rows = rowsOf({ items: [read, own, unread], newAfter: read.eventId });
    expect(rows.map((row) => row.kind)).toEqual(["message", "message", "new", "message"]);
    expect(rowsOf({ items: [read, own], newAfter: read.eventId }).map((row) => row.kind)).toEqual([
      "message",
      "message",
    ]);
  });

  it("puts no line before a deleted message: there is nothing to read", () => {
    const read = buildMessage({ ts: at(1, 9, 0) });
    const deleted: MessageItem = { ...buildMessage({ ts: at(1, 9, 1) }), body: { type: "redacted", by: null } };
    const unread = buildMessage({ ts: at(1, 9, 2) });
    const kindsOf = (items: readonly MessageItem[]) => rowsOf({ items, newAfter: read.eventId }).map((row) => row.kind);
    expect(kindsOf([read, deleted])).not.toContain("new");
    expect(kindsOf([read, deleted, unread]).at(-2)).toBe("new");
  });

  it("draws one line where a new day and new messages begin together", () => {
    const read = buildMessage({ ts: at(1, 9) });
    const rows = rowsOf({ items: [read, buildMessage({ ts: at(2, 9) })], newAfter: read.eventId });
    expect(rows[1]).toMatchObject({ kind: "day", unread: true });
    expect(rows).toHaveLength(3);
  });

  it("collapses notices in a run, and lets messages and gaps end it", () => {
    const items = [
      buildNotice({ ts: at(1, 9) }),
      buildNotice({ ts: at(1, 9) }),
      buildMessage({ ts: at(1, 9) }),
      buildNotice({ ts: at(1, 9) }),
      buildGap(),
    ];
    expect(rowsOf({ items }).map((row) => (row.kind === "notices" ? row.items.length : row.kind))).toEqual([
      2,
      "message",
      1,
      "gap",
    ]);
  });

  it("tells the making of a room as one thing, and what others do apart from it", () => {
    const by = { actorId: "@rosa:localhost", actorName: "Rosa", ts: at(1, 9) };
    const items = [
      buildNotice({ ...by, notice: { kind: "created" } }),
      buildNotice({ ...by, notice: { kind: "joined", subjectName: "Rosa" } }),
      buildNotice({ ...by, notice: { kind: "encrypted" } }),
      buildNotice({ ts: at(1, 9) }),
      buildNotice({ ...by, notice: { kind: "topic", value: "later" } }),
    ];
    const row = rowsOf({ items, fromStart: true }).at(-1);
    expect(row?.kind === "notices" && row.items.map((item) => item.notice.kind)).toEqual([
      "created",
      "joined",
      "topic",
    ]);
  });

  it("tells what the creator changes later", () => {
    const by = { actorId: "@rosa:localhost", actorName: "Rosa" };
    const items = [
      buildNotice({ ...by, ts: at(1, 9), notice: { kind: "created" } }),
      buildNotice({ ...by, ts: at(1, 9) + 60_000, notice: { kind: "room-name", value: "general" } }),
      buildNotice({ ...by, ts: at(1, 9) + 60_001, notice: { kind: "room-name", value: "everything" } }),
    ];
    const row = rowsOf({ items, fromStart: true }).at(-1);
    expect(row?.kind === "notices" && row.items).toEqual([items[0], items[2]]);
  });

  it("keeps every row of before, its look and its key, when older items are put before them", () => {
    const older = [buildMessage({ ts: at(1, 9, 0) }), buildNotice({ ts: at(1, 9, 0) })];
    const items = [
      buildNotice({ ts: at(1, 9, 1) }),
      buildMessage({ ts: at(1, 9, 1) }),
      buildMessage({ ts: at(1, 9, 2) }),
    ];
    const before = rowsOf({ items });
    const first = items[0]?.key ?? "";
    const after = keepRows(before, rowsOf({ items: [...older, ...items], breaks: new Set([first]) }));
    for (const row of before) expect(after).toContain(row);
  });

  it("makes a new row only for the item that changed", () => {
    const items = [buildMessage({ ts: at(1, 9) }), buildMessage({ ts: at(1, 9) })];
    const before = rowsOf({ items });
    const [first, second] = items;
    if (first === undefined || second === undefined) throw new Error("no items");
    const after = keepRows(before, rowsOf({ items: [first, { ...second, edited: true }] }));
    expect(after[0]).toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
  });
});

describe("what cannot be read", () => {
  const locked = (ts: number, reason: UndecryptableReason = "before-joined") =>
    buildMessage({ ts, body: { type: "undecryptable", reason } });

  it("is one line for a run of one reason, over days, with the next line's day", () => {
    const run = [locked(at(1, 9)), locked(at(2, 9)), locked(at(3, 9))];
    const rows = rowsOf({ items: [...run, buildMessage({ ts: at(3, 10) })], fromStart: true });
    expect(rows.map((row) => row.kind)).toEqual(["start", "day", "locked", "day", "message"]);
    expect(rows[2]?.kind === "locked" && rows[2].items).toEqual(run);
  });

  it("is two lines for two reasons, and a message where there is only one", () => {
    const items = [locked(at(1, 9)), locked(at(1, 9)), locked(at(1, 9), "withheld"), buildMessage({ ts: at(1, 9) })];
    expect(rowsOf({ items }).map((row) => row.kind)).toEqual(["locked", "message", "message"]);
  });

  it("goes on over groups, senders and answers", () => {
    const reply = { eventId: "$1", senderId: null, senderName: null, text: null };
    const body = { type: "undecryptable", reason: "before-joined" } as const;
    const items = [
      locked(at(1, 9)),
      buildMessage({ ts: at(1, 11), body, replyTo: reply }),
      buildMessage({ ts: at(1, 12), body, senderId: "@jun:localhost", senderName: "Jun" }),
      locked(at(1, 18)),
    ];
    expect(rowsOf({ items }).map((row) => (row.kind === "locked" ? row.items.length : row.kind))).toEqual([4]);
  });

  it("keeps its line when older ones join it, and is found by each of its messages", () => {
    const items = [locked(at(1, 9)), locked(at(1, 9)), locked(at(1, 9))];
    const before = rowsOf({ items: items.slice(1) });
    const after = rowsOf({ items, breaks: new Set([items[1]?.key ?? ""]) });
    expect(after).toHaveLength(1);
    expect(after[0]?.key).toBe(before[0]?.key);
    for (const item of items) expect(rowOf(after, item.key)).toBe(0);
    expect(rowOf(after, "elsewhere")).toBe(-1);
  });

  it("does not swallow the line of new messages", () => {
    const items = [locked(at(1, 9)), locked(at(1, 9)), locked(at(1, 9)), locked(at(1, 9))];
    const kinds = rowsOf({ items, newAfter: items[1]?.eventId ?? null }).map((row) => row.kind);
    expect(kinds).toEqual(["locked", "new", "locked"]);
  });
});
