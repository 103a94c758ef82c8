import { createScope } from "@parley/kernel";
import { buildMessage, buildRoom, buildSession, createManualClock } from "@parley/testkit";
import { describe, expect, it } from "vitest";
import { createComposer } from "./composer.ts";
import { createDrafts, type WordStore } from "./drafts.ts";

function memoryStore(): WordStore & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

function open(items = [buildMessage({ text: "hello" })], store: WordStore | null = null) {
  const clock = createManualClock();
  const session = buildSession({ clock, rooms: [buildRoom({ id: "!a:localhost", items })] });
  const room = session.rooms.room("!a:localhost");
  const timeline = session.openTimeline("!a:localhost");
  const scope = createScope();
  const drafts = createDrafts("@rosa:localhost", store);
  const composer = createComposer(timeline, { clock, drafts, ownUserId: "@rosa:localhost" }, scope);
  return { clock, room, timeline, scope, drafts, composer };
}

/** Lets promises that wait for nothing run out. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 20));
const bodies = (room: ReturnType<typeof open>["room"]) =>
  room.items.value.flatMap((item) => (item.type === "message" && item.body.type === "text" ? [item.body.text] : []));

describe("composer", () => {
  it("sends in the order written, also when the first needs the parser", async () => {
    const { composer, room } = open([]);
    composer.setText("**first**");
    expect(composer.submit()).toBe(true);
    expect(composer.text.value).toBe("");
    composer.setText("second");
    composer.submit();
    await settle();
    expect(bodies(room)).toEqual(["**first**", "second"]);
  });

  it("sends nothing when there is nothing but space", () => {
    const { composer } = open();
    composer.setText("  \n ");
    expect(composer.submit()).toBe(false);
  });

  it("keeps the draft over an edit, and gives it back when the edit is left", () => {
    const { composer, room } = open([buildMessage({ mine: true, text: "mine" })]);
    composer.setText("half a thought");
    const own = room.items.value[0];
    if (own?.type !== "message") throw new Error("no message");
    composer.edit(own);
    expect(composer.text.value).toBe("mine");
    expect(composer.cancel()).toBe(true);
    expect(composer.text.value).toBe("half a thought");
    expect(composer.cancel()).toBe(false);
  });

  it("edits one's own last message from an empty field only", async () => {
    const { composer, room } = open([
      buildMessage({ mine: true, text: "older" }),
      buildMessage({ mine: true, text: "newer" }),
      buildMessage({ text: "someone else" }),
    ]);
    composer.setText("x");
    expect(composer.editLast()).toBe(false);
    composer.setText("");
    expect(composer.editLast()).toBe(true);
    expect(composer.text.value).toBe("newer");
    composer.setText("newest");
    composer.submit();
    await settle();
    expect(bodies(room)).toEqual(["older", "newest", "someone else"]);
    expect(composer.mode.value.kind).toBe("new");
  });

  it("names whom it answers and whom it mentions", async () => {
    const { composer, room, timeline } = open();
    const sent: unknown[] = [];
    const send = timeline.send;
    timeline.send = (draft) => {
      sent.push(draft);
      return send(draft);
    };
    const first = room.items.value[0];
    if (first?.type !== "message") throw new Error("no message");
    composer.reply(first);
    composer.mention({ userId: "@jun:localhost", name: "Jun" });
    composer.mention({ userId: "@olena:localhost", name: "Olena" });
    composer.setText("@Jun yes");
    composer.submit();
    await settle();
    expect(sent).toEqual([
      {
        text: "@Jun yes",
        html: '<a href="https://matrix.to/#/%40jun%3Alocalhost">@Jun</a> yes',
        replyTo: first.eventId,
        mentions: { userIds: ["@jun:localhost", "@mira:localhost"] },
      },
    ]);
  });

  it("puts the words back when they could not be written down", async () => {
    const { composer, timeline } = open();
    timeline.send = () => Promise.reject(new Error("the store is full"));
    composer.setText("do not lose me");
    composer.submit();
    await settle();
    expect(composer.text.value).toBe("do not lose me");
    expect(composer.fault.value).toBe("not-kept");
  });

  it("refuses what no homeserver takes, and keeps it", () => {
    const { composer } = open();
    composer.setText("x".repeat(20_001));
    expect(composer.submit()).toBe(false);
    expect(composer.fault.value).toBe("too-long");
    expect(composer.text.value).toHaveLength(20_001);
  });

  it("tells others of typing once in four seconds, and of its end after six of silence", () => {
    const { composer, clock, room, timeline } = open();
    const told: boolean[] = [];
    timeline.setTyping = (typing) => void told.push(typing);
    composer.setText("a");
    clock.tick(1_000);
    composer.setText("ab");
    expect(told).toEqual([true]);
    clock.tick(3_000);
    composer.setText("abc");
    expect(told).toEqual([true, true]);
    clock.tick(6_000);
    expect(told).toEqual([true, true, false]);
    expect(clock.waiting).toBe(0);
    expect(room.ownTyping.value).toBe(false);
  });

  it("ends typing when the room is left", () => {
    const { composer, scope, clock, timeline } = open();
    const told: boolean[] = [];
    timeline.setTyping = (typing) => void told.push(typing);
    composer.setText("a");
    scope.end();
    expect(told).toEqual([true, false]);
    expect(clock.waiting).toBe(0);
  });
});

describe("drafts", () => {
  it("come back after a reload, and go when sent", () => {
    const store = memoryStore();
    open([], store).composer.setText("to be continued");
    const again = open([], store);
    expect(again.composer.text.value).toBe("to be continued");
    again.composer.submit();
    expect(store.kept.size).toBe(0);
  });

  it("do without a store that refuses", () => {
    const drafts = createDrafts("@rosa:localhost", {
      getItem: () => null,
      setItem: () => {
        throw new Error("quota");
      },
      removeItem: () => {},
    });
    drafts.set("!a:localhost", "kept");
    expect(drafts.get("!a:localhost")).toBe("kept");
  });
});
