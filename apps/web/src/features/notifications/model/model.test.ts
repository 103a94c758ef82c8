import { buildInboxItem, buildRoom, buildSession, buildSpace, buildTold } from "@parley/testkit";
import { describe, expect, it } from "vitest";
import { choose, fill, type Message } from "../../../shared/messages.ts";
import type { Speak } from "../../../shared/use-strings.ts";
import { en } from "../strings/en.ts";
import { attentionOf, followedInbox, placedRooms, placeOfTold } from "./counts.ts";
import { createDeviceSettings } from "./device-settings.ts";
import { iconOf } from "./favicon.ts";
import { isQuiet, minutesOf, quietUntil, timeOf, tomorrowMorning } from "./quiet.ts";
import { cardWords } from "./words.ts";

const at = (hour: number, minute = 0) => new Date(2026, 4, 14, hour, minute).getTime();
const t = ((key: keyof typeof en, values: Record<string, string | number> = {}) => {
  const message: Message = en[key];
  return fill(choose(message, "en", Number(values.n)), "en", values);
}) as unknown as Speak<typeof en>;

describe("do not disturb", () => {
  it("holds over midnight, and until its time", () => {
    const hours = { from: 22 * 60 + 30, to: 7 * 60 };
    const quiet = { hours, until: 0 };
    expect(
      [at(22, 29), at(22, 30), at(23, 59), at(0), at(6, 59), at(7), at(12)].map((now) => isQuiet(quiet, now)),
    ).toEqual([false, true, true, true, true, false, false]);
    const noon = { hours: { from: 12 * 60, to: 13 * 60 }, until: 0 };
    expect([at(11, 59), at(12), at(13)].map((now) => isQuiet(noon, now))).toEqual([false, true, false]);
    expect(isQuiet({ hours: { from: 60, to: 60 }, until: 0 }, at(1))).toBe(false);
    expect(isQuiet({ hours: null, until: at(9) }, at(8, 59))).toBe(true);
    expect(isQuiet({ hours: null, until: at(9) }, at(9))).toBe(false);
    // Until the morning after, until this morning, and as long as the pause where that is longer.
    expect(quietUntil(quiet, at(23))).toBe(at(31));
    expect(quietUntil(quiet, at(6, 59))).toBe(at(7));
    expect(quietUntil({ ...quiet, until: at(9) }, at(6))).toBe(at(9));
    expect(quietUntil(quiet, at(12))).toBeNull();
  });

  it("reads and writes times of the day", () => {
    expect(["00:00", "22:30", "24:00", "7:00", ""].map(minutesOf)).toEqual([0, 1350, null, null, null]);
    expect([0, 1350, 61].map(timeOf)).toEqual(["00:00", "22:30", "01:01"]);
    expect(new Date(tomorrowMorning(at(23))).getTime()).toBe(new Date(2026, 4, 15, 8).getTime());
  });
});

describe("what this browser keeps", () => {
  it("survives, and forgets what is not well-formed", () => {
    const kept = new Map<string, string>();
    const store = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    const settings = createDeviceSettings(store);
    expect(settings.values.value).toEqual({ desktop: false, preview: true, sound: true });
    settings.set({ desktop: true, sound: false });
    expect(createDeviceSettings(store).values.value).toEqual({ desktop: true, preview: true, sound: false });
    for (const bad of ["{", "null", "7", '{"desktop":"yes","sound":1}']) {
      kept.set("parley.notifications", bad);
      expect(createDeviceSettings(store).values.value).toEqual({ desktop: false, preview: true, sound: true });
    }
  });

  it("is one choice for all tabs", () => {
    const kept = new Map<string, string>();
    const store = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    const [here, there] = [createDeviceSettings(store), createDeviceSettings(store)];
    there.set({ desktop: true });
    here.heard("parley.preferences");
    expect(here.values.value.desktop).toBe(false);
    here.set({ sound: false });
    expect(createDeviceSettings(store).values.value).toEqual({ desktop: true, preview: true, sound: false });
    there.heard("parley.notifications");
    expect(there.values.value.sound).toBe(false);
  });
});

describe("what calls from outside", () => {
  const session = buildSession({
    spaces: [buildSpace({ id: "!s" }), buildSpace({ id: "!asked", membership: "invite" })],
    rooms: [
      buildRoom({ id: "!c", spaceId: "!s", mentions: 2, unread: true }),
      buildRoom({ id: "!muted", spaceId: "!s", muted: true, unread: false, unreadCount: 9 }),
      buildRoom({ id: "!d", kind: "direct", unreadCount: 3, unread: true }),
      buildRoom({ id: "!quiet", kind: "direct", muted: true, unreadCount: 3, mentions: 1, unread: true }),
      buildRoom({ id: "!r", unread: true, unreadCount: 5 }),
    ],
  });
  const list = session.rooms.list.value;

  it("is counted: mentions, conversations, invitations", () => {
    expect(attentionOf(list)).toEqual({ count: 2 + 3 + 1 + 1, unread: true });
    expect(attentionOf({ spaces: [], directs: [], rooms: [], invites: [] })).toEqual({ count: 0, unread: false });
  });

  it("is a muted room that I marked to come back to", () => {
    const marked = buildSession({ rooms: [buildRoom({ id: "!muted", muted: true, unread: true })] });
    expect(attentionOf(marked.rooms.list.value)).toEqual({ count: 0, unread: true });
  });

  it("is nothing that was said in a room before I followed it to the next one", () => {
    const successor = { roomId: "!new", via: [], joined: true, byName: "Mira" };
    const followed = buildSession({
      rooms: [
        buildRoom({ id: "!old", mentions: 2, unread: true, successor }),
        buildRoom({ id: "!new", predecessorId: "!old" }),
      ],
    }).rooms.list.value;
    expect(attentionOf(followed)).toEqual({ count: 0, unread: false });
    const items = ["!old", "!new"].map((roomId) => buildInboxItem({ roomId, read: false }));
    expect(followedInbox(items, followed).map(({ read }) => read)).toEqual([true, false]);
    expect(followedInbox(items, list)).toBe(items);
    // It is still gone to from there.
    expect(placedRooms(followed).get("!old")?.space).toBeNull();
  });

  it("shows on the icon", () => {
    expect(iconOf({ count: 0, unread: false })).toBe("/favicon.svg");
    expect(iconOf({ count: 0, unread: true })).toBe("/favicon-unread.svg");
    expect(iconOf({ count: 1, unread: true })).toBe("/favicon-mention.svg");
  });

  it("leads to where it was said", () => {
    const told = buildTold({ roomId: "!c", eventId: "$1" });
    const inSpace = { at: "space", spaceId: "!s", roomId: "!c" };
    expect(placeOfTold(list, told)).toEqual({ ...inSpace, eventId: "$1" });
    expect(placeOfTold(list, { ...told, roomId: "!d" })).toEqual({ at: "home", roomId: "!d", eventId: "$1" });
    expect(placeOfTold(list, { ...told, kind: "invite" })).toEqual({ at: "chats" });
    // Who asks stands in the list of the server; what one was put into is a room.
    for (const roomId of ["!s", "!c"]) {
      expect(placeOfTold(list, { ...told, roomId, kind: "knock" })).toEqual({ at: "space", spaceId: "!s" });
    }
    expect(placeOfTold(list, { ...told, roomId: "!d", kind: "knock" })).toEqual({ at: "chats" });
    expect(placeOfTold(list, { ...told, kind: "added" })).toEqual(inSpace);
    expect(placeOfTold(list, { ...told, roomId: "!d", kind: "added" })).toEqual({ at: "home", roomId: "!d" });
  });
});

describe("a card", () => {
  it("says who, where and what", () => {
    const told = buildTold({ senderName: "Mira", roomName: "design", text: "hello" });
    expect(cardWords(told, 1, true, t)).toEqual({ title: "Mira in #design", body: "hello" });
    expect(cardWords(told, 3, true, t)).toEqual({ title: "Mira in #design", body: "hello (2 more)" });
    expect(cardWords({ ...told, roomKind: "direct" }, 1, true, t).title).toBe("Mira");
    const which = { senderId: "@mira:x", roomName: "Mira (@mira:x)", roomKind: "direct" } as const;
    expect(cardWords({ ...told, ...which }, 1, true, t).title).toBe("Mira (@mira:x)");
    expect(cardWords({ ...told, text: null, kind: "undecryptable" }, 1, true, t).body).toBe(
      "wrote something that cannot be read yet",
    );
    // A file's name may be anything, and says nothing of what it is.
    expect(cardWords({ ...told, text: "a.png", kind: "image" }, 1, true, t).body).toBe("sent a picture");
    expect(cardWords({ ...told, text: null, kind: "invite", roomKind: "room" }, 1, true, t)).toEqual({
      title: "Mira in design",
      body: "invites you",
    });
    expect(cardWords({ ...told, text: null, kind: "knock" }, 1, true, t).body).toBe("asks to come in");
    expect(cardWords({ ...told, kind: "knock" }, 1, true, t).body).toBe("asks to come in: hello");
    expect(cardWords({ ...told, kind: "added" }, 1, true, t).body).toBe("put you into this private channel");
  });

  it("lets no name turn what stands after it", () => {
    const told = buildTold({ senderName: "\u202eariM\u2067", roomName: "\u2066x", text: "\u202dy" });
    expect(cardWords(told, 1, true, t)).toEqual({ title: "ariM in #x", body: "y" });
  });

  it("says nothing of it where the text is not to be shown", () => {
    const told = buildTold({ senderName: "Mira", roomName: "design", text: "secret" });
    const kinds = ["message", "invite", "knock", "added"] as const;
    const words = JSON.stringify(kinds.map((kind) => cardWords({ ...told, kind }, 2, false, t)));
    expect(words).not.toMatch(/Mira|design|secret/);
    expect(cardWords(told, 2, false, t)).toEqual({ title: "Parley", body: "2 new messages" });
  });
});
