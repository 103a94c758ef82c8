import { createScope } from "@parley/kernel";
import { buildMedia, buildMember, buildMessage, buildRoom, buildSession, createManualClock } from "@parley/testkit";
import { describe, expect, it } from "vitest";
import { createComposer } from "./composer.ts";
import { createDrafts } from "./drafts.ts";
import { createWaitingFiles } from "./waiting-files.ts";

function open(items = [buildMessage({ text: "hello" })], keptDrafts = new Map<string, string>()) {
  const clock = createManualClock();
  const session = buildSession({ clock, rooms: [buildRoom({ id: "!a:localhost", items })] });
  for (const [roomId, words] of keptDrafts) session.keptDrafts.set(roomId, words);
  const room = session.rooms.room("!a:localhost");
  const timeline = session.openTimeline("!a:localhost");
  const scope = createScope();
  const drafts = createDrafts(session.drafts, clock);
  const members = session.rooms.members("!a:localhost");
  const composer = createComposer(
    timeline,
    { clock, drafts, files: createWaitingFiles(), members, ownUserId: "@rosa:localhost", mayTellAll: () => true },
    scope,
  );
  return { clock, session, members, room, timeline, scope, drafts, composer };
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

  it("edits the words under a file, and goes past a file without any", () => {
    const caption = { text: "teh sea", html: null };
    const words = buildMessage({ mine: true, body: buildMedia({ caption }) });
    const bare = buildMessage({ mine: true, body: buildMedia({ caption: null }) });
    const { composer } = open([buildMessage({ mine: true, text: "older" }), words, bare]);
    expect(composer.editLast()).toBe(true);
    expect(composer.text.value).toBe("teh sea");
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

  it("mentions who is written out without the list", async () => {
    const { composer, timeline, session } = open([]);
    session.rooms.room("!a:localhost").members.value = [
      buildMember({ userId: "@mira:localhost", name: "Mira Lindqvist" }),
    ];
    const sent: unknown[] = [];
    timeline.send = async (draft) => void sent.push(draft);
    composer.setText("@mira look");
    composer.submit();
    await settle();
    expect(sent).toMatchObject([
      { mentions: { userIds: ["@mira:localhost"] }, html: expect.stringContaining(">@mira</a>") },
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

describe("words that could not be written down", () => {
  /** Sends that stay open until the test decides. */
  function held() {
    const world = open([buildMessage({ mine: true, text: "mine" })]);
    const answers: { resolve(): void; reject(fault: Error): void }[] = [];
    const hold = () => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      answers.push({ resolve, reject });
      return promise;
    };
    Object.assign(world.timeline, { send: hold, edit: hold });
    const own = world.room.items.value[0];
    if (own?.type !== "message") throw new Error("no message");
    const fail = async (at = 0) => {
      answers[at]?.reject(new Error("the store is full"));
      await settle();
    };
    return { ...world, answers, own, fail };
  }

  it("come back before what was typed meanwhile", async () => {
    const { composer, drafts, fail } = held();
    composer.setText("first");
    composer.submit();
    composer.setText("second, half");
    await settle();
    expect(composer.text.value).toBe("second, half");
    await fail();
    expect(composer.text.value).toBe("first\nsecond, half");
    expect(composer.fault.value).toBe("not-kept");
    expect(drafts.get("!a:localhost")).toBe("first\nsecond, half");
  });

  it("come back with the person mentioned and the message answered", async () => {
    const { composer, own, timeline, fail, room } = held();
    composer.reply(own);
    composer.mention({ userId: "@jun:localhost", name: "Jun" });
    composer.setText("@Jun yes");
    composer.submit();
    await settle();
    await fail();
    expect(composer.mode.value).toMatchObject({ kind: "reply", to: { eventId: own.eventId } });
    const sent: unknown[] = [];
    timeline.send = async (draft) => void sent.push(draft);
    composer.submit();
    await settle();
    expect(sent).toMatchObject([{ replyTo: own.eventId, mentions: { userIds: ["@jun:localhost"] } }]);
    expect(bodies(room)).toEqual(["mine"]);
  });

  it("do not disturb an edit that has begun since, and are there after it", async () => {
    const { composer, own, fail } = held();
    composer.setText("first");
    composer.submit();
    await settle();
    composer.edit(own);
    composer.setText("mine, better");
    await fail();
    expect(composer.text.value).toBe("mine, better");
    composer.cancel();
    expect(composer.text.value).toBe("first");
  });

  it("of an edit come back as the edit, or beside what was typed meanwhile", async () => {
    const { composer, own, fail } = held();
    composer.edit(own);
    composer.setText("mine, better");
    composer.submit();
    await settle();
    await fail();
    expect(composer.mode.value).toEqual({ kind: "edit", item: own });
    expect(composer.text.value).toBe("mine, better");
    composer.submit();
    await settle();
    composer.setText("something new");
    await fail(1);
    expect(composer.mode.value.kind).toBe("new");
    expect(composer.text.value).toBe("mine, better\nsomething new");
  });

  it("all come back, in order, when several fail", async () => {
    const { composer, fail } = held();
    for (const words of ["one", "two"]) {
      composer.setText(words);
      composer.submit();
    }
    composer.setText("three");
    await settle();
    await fail(0);
    await fail(1);
    expect(composer.text.value).toBe("one\ntwo\nthree");
  });

  it("are still a draft while they wait, and none once they are written down", async () => {
    const { composer, clock, session, answers } = held();
    composer.setText("on its way");
    composer.submit();
    expect(composer.text.value).toBe("");
    await settle();
    clock.tick(300);
    await settle();
    expect(session.keptDrafts.get("!a:localhost")).toBe("on its way");
    answers[0]?.resolve();
    await settle();
    clock.tick(300);
    await settle();
    expect(session.keptDrafts.size).toBe(0);
  });
});

describe("words that could not be written down after another tab took over", () => {
  /** A message on its way while the session is handed over; the other tab's composer writes to the same store. */
  async function takenOver() {
    const world = open([]);
    const { promise, reject, resolve } = Promise.withResolvers<void>();
    world.timeline.send = () => promise;
    await settle();
    world.composer.setText("on its way");
    world.composer.submit();
    await settle();
    world.scope.end();
    world.drafts.handOver();
    await settle();
    const type = (text: string) => void world.session.keptDrafts.set("!a:localhost", text);
    const later = async () => {
      world.clock.tick(1_000);
      await settle();
    };
    return { ...world, type, later, resolve, fail: () => reject(new Error("ended")) };
  }

  it("never overwrite what has been typed there since, and come back before it", async () => {
    const { session, type, fail, later, members, timeline, clock } = await takenOver();
    type("typed in the other tab");
    fail();
    await later();
    expect(session.keptDrafts.get("!a:localhost")).toBe("typed in the other tab");
    const drafts = createDrafts(session.drafts, clock);
    const again = createComposer(
      timeline,
      { clock, drafts, files: createWaitingFiles(), members, ownUserId: "@rosa:localhost", mayTellAll: () => true },
      createScope(),
    );
    await settle();
    expect(again.text.value).toBe("on its way\ntyped in the other tab");
    await later();
    expect([...session.keptDrafts.values()]).toEqual(["on its way\ntyped in the other tab"]);
  });

  it("stay where they were handed over", async () => {
    const { session, fail, later } = await takenOver();
    expect(session.keptDrafts.get("!a:localhost")).toBe("on its way");
    fail();
    await later();
    expect([...session.keptDrafts.values()]).toEqual(["on its way"]);
  });

  it("go when they arrive after all, and take nothing with them that is not theirs", async () => {
    const first = await takenOver();
    first.resolve();
    await first.later();
    expect(first.session.keptDrafts.size).toBe(0);
    const second = await takenOver();
    second.type("typed in the other tab");
    second.resolve();
    await second.later();
    expect([...second.session.keptDrafts.values()]).toEqual(["typed in the other tab"]);
  });

  it("come back into the field that stands there now", async () => {
    const { drafts, members, timeline, clock, fail } = await takenOver();
    const again = createComposer(
      timeline,
      { clock, drafts, files: createWaitingFiles(), members, ownUserId: "@rosa:localhost", mayTellAll: () => true },
      createScope(),
    );
    await settle();
    expect(again.text.value).toBe("");
    again.setText("typed here since");
    fail();
    await settle();
    expect(again.text.value).toBe("on its way\ntyped here since");
  });

  it("are not followed by what the field that has ended is told", async () => {
    const { composer, session, later } = await takenOver();
    composer.setText("too late");
    await later();
    expect([...session.keptDrafts.values()]).toEqual(["on its way"]);
  });
});

describe("drafts", () => {
  it("of an edit are one still after a reload, beside those of a message, until it is sent or left", async () => {
    const own = buildMessage({ mine: true, text: "mine" });
    const before = open([own]);
    await settle();
    before.composer.setText("half a thought");
    before.composer.edit(own);
    before.composer.setText("mine, at length");
    before.drafts.flush();
    before.scope.end();
    await settle();
    const kept = new Map(before.session.keptDrafts);
    const { composer, room, drafts, session } = open([own], kept);
    await settle();
    expect(composer.mode.value).toMatchObject({ kind: "edit", item: { eventId: own.eventId } });
    expect(composer.text.value).toBe("mine, at length");
    expect(composer.isUntouched()).toBe(false);
    composer.submit();
    await settle();
    expect(bodies(room)).toEqual(["mine, at length"]);
    expect(composer.text.value).toBe("half a thought");
    drafts.flush();
    await settle();
    expect([...session.keptDrafts.values()]).toEqual(["half a thought"]);

    const left = open([own], kept);
    await settle();
    left.composer.cancel();
    expect(left.composer.text.value).toBe("half a thought");
    left.drafts.flush();
    await settle();
    expect([...left.session.keptDrafts.values()]).toEqual(["half a thought"]);
  });

  it("of an edit wait for their message while something else is edited, and are words when it is gone", async () => {
    const [own, other] = [buildMessage({ mine: true, text: "mine" }), buildMessage({ mine: true, text: "other" })];
    const before = open([own]);
    before.composer.edit(own);
    before.composer.setText("mine, at length");
    before.drafts.flush();
    await settle();
    const kept = new Map(before.session.keptDrafts);
    const later = open([other], kept);
    await settle();
    later.composer.edit(other);
    later.room.items.value = [other, own];
    expect(later.composer.text.value).toBe("other");
    later.composer.cancel();
    expect(later.composer.text.value).toBe("mine, at length");

    const gone = open([{ ...own, can: { ...own.can, edit: false } }], kept);
    await settle();
    expect(gone.composer.mode.value.kind).toBe("new");
    expect(gone.composer.text.value).toBe("mine, at length");
  });

  it("of a reply are still one after a reload, until it is sent or left", async () => {
    const asked = buildMessage({ text: "what\nnow?" });
    const before = open([asked]);
    await settle();
    before.composer.reply(asked);
    before.composer.setText("this");
    before.drafts.flush();
    await settle();
    const { composer, session, timeline, drafts } = open([], before.session.keptDrafts);
    await settle();
    expect(composer.text.value).toBe("this");
    expect(composer.mode.value).toMatchObject({
      kind: "reply",
      to: { eventId: asked.eventId, senderName: "Mira Lindqvist", line: "what now?" },
      kept: true,
    });
    const sent: unknown[] = [];
    timeline.send = async (draft) => void sent.push(draft);
    composer.submit();
    await settle();
    expect(sent).toMatchObject([{ replyTo: asked.eventId, mentions: { userIds: [asked.senderId] } }]);
    composer.reply(asked);
    composer.cancel();
    drafts.flush();
    await settle();
    expect(session.keptDrafts.size).toBe(0);
  });

  it("of a reply are one until it is written down: a page that ends before loses neither words nor target", async () => {
    const asked = buildMessage({ text: "what now?" });
    const { composer, timeline, session, drafts } = open([asked]);
    await settle();
    const { promise, resolve } = Promise.withResolvers<void>();
    timeline.send = () => promise;
    composer.reply(asked);
    composer.setText("this");
    composer.submit();
    expect(composer.mode.value.kind).toBe("new");
    drafts.flush();
    await settle();
    const next = open([], session.keptDrafts);
    await settle();
    expect(next.composer.text.value).toBe("this");
    expect(next.composer.mode.value).toMatchObject({ kind: "reply", to: { eventId: asked.eventId } });
    resolve();
    await settle();
    // Without another key, or the page being left: what is sent must not be a draft again after a crash.
    expect(session.keptDrafts.size).toBe(0);
  });

  it("of a reply keep the target of what is written next when the one before arrives", async () => {
    const asked = buildMessage({ text: "what now?" });
    const { composer, timeline, session, drafts } = open([asked]);
    await settle();
    const { promise, resolve } = Promise.withResolvers<void>();
    timeline.send = () => promise;
    composer.reply(asked);
    composer.setText("this");
    composer.submit();
    composer.reply(asked);
    composer.setText("and that");
    resolve();
    await settle();
    drafts.flush();
    await settle();
    const next = open([], session.keptDrafts);
    await settle();
    expect(next.composer.text.value).toBe("and that");
    expect(next.composer.mode.value).toMatchObject({ kind: "reply", to: { eventId: asked.eventId } });
  });

  it("of a reply come back as one into the field that stands there now", async () => {
    const asked = buildMessage({ text: "what now?" });
    const { composer, timeline, drafts, scope, session, members, clock } = open([asked]);
    await settle();
    const { promise, reject } = Promise.withResolvers<void>();
    timeline.send = () => promise;
    composer.reply(asked);
    composer.setText("this");
    composer.submit();
    scope.end();
    const ports = {
      clock,
      drafts,
      files: createWaitingFiles(),
      members,
      ownUserId: "@rosa:localhost",
      mayTellAll: () => true,
    };
    const next = createComposer(session.openTimeline("!a:localhost"), ports, createScope());
    reject(new Error("the store is full"));
    await settle();
    expect(next.text.value).toBe("this");
    expect(next.mode.value).toMatchObject({ kind: "reply", to: { eventId: asked.eventId } });
  });

  it("whose target cannot be read are words", async () => {
    const kept = new Map([
      ["!a:localhost", "words"],
      ["reply/!a:localhost", '["$1",2]'],
    ]);
    const { composer } = open([], kept);
    await settle();
    expect(composer.text.value).toBe("words");
    expect(composer.mode.value.kind).toBe("new");
  });

  it("come back after a reload, and go when sent", async () => {
    const before = open([]);
    before.composer.setText("to be");
    before.composer.setText("to be continued");
    expect(before.session.keptDrafts.size).toBe(0);
    before.clock.tick(300);
    await settle();
    const { composer, clock, session } = open([], before.session.keptDrafts);
    await settle();
    expect(composer.text.value).toBe("to be continued");
    composer.submit();
    await settle();
    clock.tick(300);
    await settle();
    expect(session.keptDrafts.size).toBe(0);
  });

  it("stand before what is typed while they are read", async () => {
    const { composer } = open([], new Map([["!a:localhost", "kept"]]));
    composer.setText("typed at once");
    await settle();
    expect(composer.text.value).toBe("kept\ntyped at once");
  });

  it("are there at once when the room is opened again in this page", async () => {
    const { drafts, composer, timeline, clock, members } = open([]);
    await settle();
    composer.setText("half");
    const again = createComposer(
      timeline,
      { clock, drafts, files: createWaitingFiles(), members, ownUserId: "@rosa:localhost", mayTellAll: () => true },
      createScope(),
    );
    expect(again.text.value).toBe("half");
  });

  it("are written down while someone types without a rest", async () => {
    const { composer, clock, session } = open([]);
    await settle();
    for (let at = 1; at <= 4; at += 1) {
      composer.setText("x".repeat(at));
      clock.tick(100);
      await settle();
    }
    expect(session.keptDrafts.get("!a:localhost")).toBe("xxx");
  });

  it("are written down at once when the page is left", async () => {
    const { composer, drafts, session } = open([]);
    await settle();
    composer.setText("half");
    drafts.flush();
    await settle();
    expect(session.keptDrafts.get("!a:localhost")).toBe("half");
  });

  it("stay in memory when the store refuses", async () => {
    const { clock } = open();
    const refuse = () => Promise.reject(new Error("quota"));
    const drafts = createDrafts({ get: refuse, set: refuse }, clock);
    expect(await drafts.load("!b:localhost")).toBe("");
    drafts.set("!a:localhost", "kept");
    clock.tick(300);
    await settle();
    expect(drafts.get("!a:localhost")).toBe("kept");
  });
});
