import { describe, expect, it } from "vitest";
import type { EventView, PendingView } from "../content/event-view.ts";
import type { MessageItem, TimelineItem } from "../contract/timeline.ts";
import { Projection, type World } from "./projection.ts";
import { buildMessage, buildView, buildWorld, shuffled, xorshift } from "./testing/views.ts";

const project = (
  projection: Projection,
  ids: readonly string[],
  pending: readonly PendingView[] = [],
  world: World = buildWorld(),
): readonly TimelineItem[] => projection.project(ids, pending, true, world);

const messages = (items: readonly TimelineItem[]): MessageItem[] => items.filter((item) => item.type === "message");

function fed(views: readonly EventView[]): Projection {
  const projection = new Projection();
  for (const view of views) projection.put(view);
  return projection;
}

const edit = (id: string, target: string, body: string, over: Partial<EventView> = {}): EventView =>
  buildView({
    id,
    content: { msgtype: "m.text", body: `* ${body}`, "m.new_content": { msgtype: "m.text", body } },
    relation: { kind: "edit", target },
    ...over,
  });
const react = (id: string, target: string, key: string, sender: string, ts = 1): EventView =>
  buildView({ id, type: "m.reaction", sender, ts, relation: { kind: "reaction", target, key } });
const redact = (id: string, target: string, sender = "@ann:x"): EventView =>
  buildView({ id, type: "m.room.redaction", sender, relation: { kind: "redaction", target } });
const pendingMessage = (over: Partial<PendingView> = {}): PendingView => ({
  txnId: "t1",
  kind: "message",
  type: "m.room.message",
  content: { msgtype: "m.text", body: "hi" },
  target: null,
  ts: 5,
  send: { state: "queued", since: 5 },
  eventId: null,
  ...over,
});

const noMedia = {
  type: "media",
  media: "image",
  name: "",
  size: null,
  width: null,
  height: null,
  mimetype: null,
  duration: null,
  blurhash: null,
  caption: null,
  source: null,
  thumbnail: null,
};

describe("mapping of messages", () => {
  it("maps text, emotes, notices, media, stickers and unknown types", () => {
    const projection = fed([
      buildMessage("$1", "hello", { format: "org.matrix.custom.html", formatted_body: "<b>hello</b>" }),
      buildView({ id: "$2", content: { msgtype: "m.emote", body: "waves" } }),
      buildView({ id: "$3", content: { msgtype: "m.notice", body: "beep" } }),
      buildView({ id: "$4", content: { msgtype: "m.image", body: "a.png", info: { w: 3, h: 4, size: 9 } } }),
      buildView({ id: "$5", type: "m.sticker", content: { body: "cat" } }),
      buildView({ id: "$6", type: "org.example.poll", content: { body: "a poll" } }),
      buildView({ id: "$7", type: "m.call.invite", content: {} }),
      buildView({ id: "$8", content: {} }),
    ]);
    const items = messages(project(projection, ["$1", "$2", "$3", "$4", "$5", "$6", "$7", "$8"]));
    expect(items.map((item) => item.body)).toEqual([
      { type: "text", style: "text", text: "hello", html: "<b>hello</b>" },
      { type: "text", style: "emote", text: "waves", html: null },
      { type: "text", style: "notice", text: "beep", html: null },
      { ...noMedia, name: "a.png", size: 9, width: 3, height: 4 },
      { ...noMedia, name: "cat" },
      { type: "unsupported", eventType: "org.example.poll", fallback: "a poll" },
    ]);
  });

  it("names why a message cannot be read and hides one that is still being decrypted", () => {
    const locked = (id: string, failure: string | null, decrypting = false) =>
      buildView({ id, type: "m.room.encrypted", encrypted: true, failure, decrypting });
    const projection = fed([
      locked("$1", "HISTORICAL_MESSAGE_USER_NOT_JOINED"),
      locked("$2", "HISTORICAL_MESSAGE_BACKUP_UNCONFIGURED"),
      locked("$3", "MEGOLM_KEY_WITHHELD"),
      locked("$4", "SOMETHING_NEW"),
      locked("$5", null, true),
    ]);
    const reasons = messages(project(projection, ["$1", "$2", "$3", "$4", "$5"])).map((item) =>
      item.body.type === "undecryptable" ? item.body.reason : item.body.type,
    );
    expect(reasons).toEqual(["before-joined", "needs-recovery", "withheld", "unknown"]);
  });

  it("takes the latest edit of the author only, and needs an encrypted edit for an encrypted message", () => {
    const projection = fed([
      buildMessage("$1", "one"),
      edit("$e2", "$1", "three", { ts: 30 }),
      edit("$e1", "$1", "two", { ts: 20 }),
      edit("$e3", "$1", "forged", { ts: 40, sender: "@eve:x" }),
      buildView({ ...buildMessage("$2", "secret"), encrypted: true }),
      edit("$e4", "$2", "in the clear", { ts: 50 }),
    ]);
    const [first, second] = messages(project(projection, ["$1", "$2"]));
    expect(first).toMatchObject({ edited: true, body: { text: "three" } });
    expect(second).toMatchObject({ edited: false, body: { text: "secret" } });
    projection.put(redact("$r", "$e2"));
    expect(messages(project(projection, ["$1"]))[0]).toMatchObject({ edited: true, body: { text: "two" } });
  });

  it.each([
    [null],
    [1],
    ["x"],
    [[]],
    [{}],
    [{ body: "no type" }],
    [{ msgtype: "m.text" }],
    [{ msgtype: 1, body: "x" }],
  ])("keeps what a message said over an edit that says %j", (next: unknown) => {
    const broken = edit("$e2", "$1", "", {
      ts: 30,
      content: { msgtype: "m.text", body: "* x", "m.new_content": next },
    });
    const projection = fed([buildMessage("$1", "one"), edit("$e1", "$1", "two", { ts: 20 }), broken]);
    expect(messages(project(projection, ["$1"]))[0]).toMatchObject({ edited: true, body: { text: "two" } });
  });

  it("doubts an edited message as much as the more doubtful of original and edit", () => {
    const red = { colour: "red", reason: "unknown-device" } as const;
    const grey = { colour: "grey", reason: "authenticity-not-guaranteed" } as const;
    const shields: Record<string, MessageItem["shield"]> = { $e1: red, $2: grey, $3: red, $e3: grey, $4: red };
    const projection = fed([
      buildMessage("$1", "one"),
      edit("$e1", "$1", "two"),
      buildMessage("$2", "one"),
      edit("$e2", "$2", "two"),
      buildMessage("$3", "one"),
      edit("$e3", "$3", "two"),
      buildMessage("$4", "one"),
      redact("$r", "$4"),
    ]);
    const world = { ...buildWorld(), shield: (id: string) => shields[id] ?? null };
    const ids = ["$1", "$2", "$3", "$4"];
    expect(messages(project(projection, ids, [], world)).map((item) => item.shield)).toEqual([red, grey, red, null]);
    // Found later: the row that the edit stands in is drawn anew.
    shields.$e2 = red;
    projection.touchShield("$e2");
    expect(messages(project(projection, ids, [], world))[1]?.shield).toEqual(red);
  });

  it("doubts what an answer quotes as much as the message itself", () => {
    const red = { colour: "red", reason: "unknown-device" } as const;
    const answers = (id: string) => ({ "m.relates_to": { "m.in_reply_to": { event_id: id } } });
    const projection = fed([
      { ...buildMessage("$1", "pay him"), encrypted: true },
      { ...buildMessage("$2", "why?", answers("$1")), encrypted: true },
      buildMessage("$3", "plain"),
      { ...buildMessage("$4", "why?", answers("$3")), encrypted: true },
    ]);
    const shields: Record<string, MessageItem["shield"]> = {};
    const world = { ...buildWorld(), encrypted: true, shield: (id: string) => shields[id] ?? null };
    const quoted = () => messages(project(projection, ["$2", "$4"], [], world)).map((item) => item.replyTo?.shield);
    expect(quoted()).toEqual([undefined, { colour: "grey", reason: "not-encrypted" }]);
    shields.$1 = red;
    projection.touchShield("$1");
    expect(quoted()[0]).toEqual(red);
  });

  it("begins with words, however many blank lines stand before them", () => {
    const projection = fed([buildMessage("$1", `${" \n".repeat(500)}  words\n\nmore`)]);
    expect(messages(project(projection, ["$1"]))[0]?.body).toMatchObject({ text: "  words\n\nmore" });
  });

  it("says of what is not encrypted in an encrypted room that it is not, one's own included", () => {
    const projection = fed([
      { ...buildMessage("$1", "one"), encrypted: true },
      buildMessage("$2", "plain"),
      { ...buildMessage("$3", "one"), encrypted: true },
      { ...edit("$e3", "$3", "two"), encrypted: true },
      { ...buildMessage("$4", "plain"), sender: "@me:x" },
      buildMessage("$5", "plain"),
      redact("$r", "$5"),
    ]);
    const ids = ["$1", "$2", "$3", "$4", "$5"];
    const shields = (encrypted: boolean) =>
      messages(project(projection, ids, [], { ...buildWorld(), encrypted, revision: encrypted ? 2 : 3 })).map(
        (item) => item.shield?.reason ?? null,
      );
    expect(shields(true)).toEqual([null, "not-encrypted", null, "not-encrypted", null]);
    expect(shields(false)).toEqual([null, null, null, null, null]);
  });

  it("aggregates reactions, one per person and key, and forgets those taken back", () => {
    const projection = fed([
      buildMessage("$1", "one"),
      react("$a", "$1", "👍", "@bob:x", 2),
      react("$b", "$1", "👍", "@me:x", 3),
      react("$c", "$1", "👍", "@bob:x", 4),
      react("$d", "$1", "🎉", "@bob:x", 1),
    ]);
    expect(messages(project(projection, ["$1"]))[0]?.reactions).toEqual([
      { key: "🎉", senders: ["@bob:x"], mine: false },
      { key: "👍", senders: ["@bob:x", "@me:x"], mine: true },
    ]);
    projection.put(redact("$r", "$b", "@me:x"));
    expect(messages(project(projection, ["$1"]))[0]?.reactions[1]).toEqual({
      key: "👍",
      senders: ["@bob:x"],
      mine: false,
    });
  });

  it("strips the reply fallback and previews the answered message as it stands", () => {
    const answer = buildView({
      id: "$2",
      content: {
        msgtype: "m.text",
        body: "> <@ann:x> one\n\nyes",
        format: "org.matrix.custom.html",
        formatted_body: "<mx-reply>one</mx-reply><i>yes</i>",
        "m.relates_to": { "m.in_reply_to": { event_id: "$1" } },
      },
    });
    const projection = fed([answer]);
    const before = messages(project(projection, ["$2"]))[0];
    expect(before?.body).toMatchObject({ text: "yes", html: "<i>yes</i>" });
    expect(before?.replyTo).toEqual({ eventId: "$1", senderId: null, senderName: null, text: null });
    expect([...projection.missingReplies]).toEqual(["$1"]);
    projection.put(buildMessage("$1", "one\n two"));
    expect(messages(project(projection, ["$2"]))[0]?.replyTo).toMatchObject({ senderName: "ann", text: "one two" });
    projection.put(edit("$e", "$1", "three", { ts: 9 }));
    expect(messages(project(projection, ["$2"]))[0]?.replyTo?.text).toBe("three");
    projection.put(redact("$r", "$1"));
    expect(messages(project(projection, ["$2"]))[0]?.replyTo?.text).toBeNull();
  });

  it("knows who is mentioned", () => {
    const said = (id: string, mentions: unknown, over: Partial<EventView> = {}) =>
      buildView({ id, content: { msgtype: "m.text", body: "x", "m.mentions": mentions }, ...over });
    const projection = fed([
      said("$1", { user_ids: ["@me:x"] }),
      said("$2", { room: true }),
      said("$3", { room: true }, { sender: "@bob:x" }),
      said("$4", {}, { highlight: true }),
      { ...buildMessage("$5", "me"), highlight: true },
      said("$6", { user_ids: ["@me:x"] }, { sender: "@me:x" }),
    ]);
    const world = { ...buildWorld(), mayNotifyRoom: (userId: string) => userId === "@bob:x" };
    const items = messages(project(projection, ["$1", "$2", "$3", "$4", "$5", "$6"], [], world));
    expect(items.map((item) => item.mentionsMe)).toEqual([true, false, true, true, true, false]);
  });

  it("moves receipts at rows that are not drawn to the message before them", () => {
    const projection = fed([buildMessage("$1", "one"), buildMessage("$2", "two"), react("$3", "$1", "x", "@bob:x")]);
    const at: Record<string, string[]> = { $1: ["@cid:x"], $2: ["@ann:x"], $3: ["@bob:x"] };
    const world = { ...buildWorld(), readers: (id: string) => (at[id] ?? []).map((userId) => ({ userId, ts: 1 })) };
    const items = messages(project(projection, ["$1", "$2", "$3"], [], world));
    expect(items.map((item) => item.readBy.map(({ userId }) => userId))).toEqual([["@cid:x"], ["@bob:x"]]);
    expect(project(projection, ["$1", "$2", "$3"], [], world)).toEqual(items);
    expect(project(projection, ["$1", "$2", "$3"], [], world)[0]).toBe(items[0]);
  });

  it("survives content of the wrong shape", () => {
    const odd = [
      null,
      1,
      "x",
      [],
      { body: 1 },
      { msgtype: {}, body: [] },
      { "m.relates_to": 4, body: "x", msgtype: "m.text" },
    ];
    const projection = fed(
      odd.map((content, at) => buildView({ id: `$${at}`, content: (content ?? {}) as EventView["content"] })),
    );
    expect(() =>
      project(
        projection,
        odd.map((_, at) => `$${at}`),
      ),
    ).not.toThrow();
  });
});

describe("own messages on their way", () => {
  it("keeps key and place when the echo comes, without a double", () => {
    const projection = fed([buildMessage("$1", "one")]);
    const [, local] = project(projection, ["$1"], [pendingMessage()]);
    expect(local).toMatchObject({ key: "~t1", eventId: null, mine: true, send: { state: "queued" } });
    const sent = pendingMessage({ send: null, eventId: "$2" });
    expect(project(projection, ["$1"], [sent])[1]).toMatchObject({ key: "~t1", eventId: "$2", send: null });
    const echo = { ...buildMessage("$2", "hi"), sender: "@me:x", txnId: "t1" };
    projection.put({ ...echo, type: "m.room.encrypted", content: {}, decrypting: true, encrypted: true });
    expect(project(projection, ["$1", "$2"], [sent])).toHaveLength(2);
    projection.put({ ...echo, encrypted: true });
    const after = project(projection, ["$1", "$2"], [sent]);
    expect(after).toHaveLength(2);
    expect(after[1]).toMatchObject({ key: "~t1", eventId: "$2", send: null, body: { text: "hi" } });
    expect(project(projection, ["$1", "$2"], [])[1]).toBe(after[1]);
  });

  it("keeps the key when the echo has no transaction id", () => {
    const projection = fed([]);
    project(projection, [], [pendingMessage({ send: null, eventId: "$2" })]);
    projection.put({ ...buildMessage("$2", "hi"), sender: "@me:x" });
    expect(project(projection, ["$2"], [])[0]?.key).toBe("~t1");
  });

  it("shows own edits, reactions and redactions before they are sent, of queued messages too", () => {
    const projection = fed([{ ...buildMessage("$1", "one"), sender: "@me:x" }, react("$a", "$1", "👍", "@me:x")]);
    const edited = pendingMessage({
      txnId: "t2",
      kind: "edit",
      content: { "m.new_content": { msgtype: "m.text", body: "two" } },
      target: { eventId: "$1" },
    });
    const reacted = pendingMessage({
      txnId: "t3",
      kind: "reaction",
      type: "m.reaction",
      content: { "m.relates_to": { key: "🎉" } },
      target: { txnId: "t1" },
    });
    const untouched = pendingMessage({ txnId: "t4", kind: "redaction", content: {}, target: { eventId: "$a" } });
    const [first, second] = messages(project(projection, ["$1"], [pendingMessage(), edited, reacted, untouched]));
    expect(first).toMatchObject({ body: { text: "two" }, edited: true, send: { state: "queued" }, reactions: [] });
    expect(second?.reactions).toEqual([{ key: "🎉", senders: ["@me:x"], mine: true }]);
    const removed = pendingMessage({ txnId: "t5", kind: "redaction", content: {}, target: { eventId: "$1" } });
    expect(messages(project(projection, ["$1"], [removed]))[0]?.body).toEqual({ type: "redacted", by: "@me:x" });
    expect(messages(project(projection, ["$1"], []))[0]).toMatchObject({
      body: { text: "one" },
      send: null,
      reactions: [{ key: "👍", mine: true }],
    });
  });

  it("shows what stands again when its removal was refused, and says so", () => {
    const mine = { ...buildMessage("$1", "one"), sender: "@me:x" };
    const projection = fed([mine, react("$a", "$1", "👍", "@me:x")]);
    const refused = { state: "failed", since: 1, reason: "forbidden" } as const;
    const removal = (target: string) =>
      pendingMessage({ txnId: target, kind: "redaction", content: {}, target: { eventId: target }, send: refused });
    const row = () => messages(project(projection, ["$1"], [removal("$1"), removal("$a")]))[0];
    expect(row()).toMatchObject({
      body: { text: "one" },
      send: { ...refused, removal: true },
      reactions: [{ key: "👍", mine: true }],
    });
    projection.put(redact("$r", "$1"));
    expect(row()).toMatchObject({ body: { type: "redacted", by: "@ann:x" }, send: null });
  });

  it("takes back a reaction that is still on its way", () => {
    const projection = fed([buildMessage("$1", "one")]);
    const reaction = pendingMessage({
      txnId: "t2",
      kind: "reaction",
      type: "m.reaction",
      content: { "m.relates_to": { key: "🎉" } },
      target: { eventId: "$1" },
    });
    const reactions = (pending: PendingView[]) => messages(project(projection, ["$1"], pending))[0]?.reactions.length;
    expect(reactions([reaction])).toBe(1);
    const removal = pendingMessage({ txnId: "t3", kind: "redaction", content: {}, target: { txnId: "t2" } });
    expect(reactions([reaction, removal])).toBe(0);
    const sent = { ...reaction, send: null, eventId: "$9" };
    expect(reactions([sent, { ...removal, target: { eventId: "$9" } }])).toBe(0);
    projection.put({ ...react("$9", "$1", "🎉", "@me:x"), txnId: "t2" });
    expect(reactions([{ ...removal, target: { eventId: "$9" } }])).toBe(0);
    expect(reactions([])).toBe(1);
  });

  it("draws nothing of what is pending while the window stands elsewhere", () => {
    const projection = fed([buildMessage("$1", "one")]);
    expect(projection.project(["$1"], [pendingMessage()], false, buildWorld())).toHaveLength(1);
  });
});

describe("identity of items", () => {
  it("keeps the objects of rows that did not change, and the list when none did", () => {
    const projection = fed([buildMessage("$1", "one"), buildMessage("$2", "two")]);
    const before = project(projection, ["$1", "$2"]);
    expect(project(projection, ["$1", "$2"])).toBe(before);
    expect(project(projection, ["$1", "$2"], [], buildWorld({ revision: 2 }))).toBe(before);
    projection.put(react("$r", "$2", "x", "@bob:x"));
    const after = project(projection, ["$1", "$2", "$r"], [], buildWorld({ revision: 2 }));
    expect(after[0]).toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
  });
});

describe("whatever the batches", () => {
  it("comes to the same items from any order and any split of the same events", () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const random = xorshift(seed);
      const pick = (count: number) => Math.floor(random() * count);
      const people = ["@ann:x", "@bob:x", "@me:x"];
      const events: EventView[] = [];
      for (let at = 0; at < 40; at += 1) {
        const sender = people[pick(3)] ?? "@ann:x";
        const target = events[pick(events.length)]?.id ?? "$none";
        const id = `$${at}`;
        const kind = pick(6);
        if (kind <= 1) events.push({ ...buildMessage(id, `text ${at}`), sender, ts: at });
        else if (kind === 2) events.push(edit(id, target, `edit ${at}`, { sender, ts: pick(50) }));
        else if (kind === 3) events.push(react(id, target, ["a", "b"][pick(2)] ?? "a", sender, at));
        else if (kind === 4) events.push(redact(id, target, sender));
        else {
          const reply = { "m.relates_to": { "m.in_reply_to": { event_id: target } } };
          events.push({ ...buildMessage(id, `answer ${at}`, reply), sender, ts: at });
        }
      }
      const ids = events.map((event) => event.id);
      const expected = project(fed(events), ids);
      const other = new Projection();
      for (const event of shuffled(events, random)) {
        other.put(event);
        if (pick(4) === 0) project(other, ids);
      }
      expect(project(other, ids)).toEqual(expected);
    }
  });
});

describe("cost", () => {
  it("maps 1,000 events and takes in one more quickly", () => {
    const views: EventView[] = [];
    for (let at = 0; at < 1000; at += 1) {
      if (at % 5 === 4) views.push(react(`$${at}`, `$${at - 1}`, "👍", "@bob:x", at));
      else if (at % 50 === 3) views.push(edit(`$${at}`, `$${at - 2}`, "better", { ts: at }));
      else views.push(buildMessage(`$${at}`, `message ${at}`));
    }
    const ids = views.map((view) => view.id);
    const world = buildWorld();
    const whole: number[] = [];
    const one: number[] = [];
    for (let round = 0; round < 15; round += 1) {
      const projection = new Projection();
      let start = performance.now();
      for (const view of views) projection.put(view);
      project(projection, ids, [], world);
      whole.push(performance.now() - start);
      start = performance.now();
      projection.put(buildMessage("$new", "new"));
      project(projection, [...ids, "$new"], [], world);
      one.push(performance.now() - start);
    }
    // The quickest: what else runs on the machine makes the others slow, never this one quick.
    const best = (values: number[]) => Math.min(...values);
    console.info(`mapping: 1,000 events ${best(whole).toFixed(2)} ms, one more ${best(one).toFixed(3)} ms`);
    // The promise is 10 ms and 1 ms; four times that here, because the machine may be shared.
    expect(best(whole)).toBeLessThan(40);
    expect(best(one)).toBeLessThan(4);
  });
});
