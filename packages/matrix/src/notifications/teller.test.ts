import { signal } from "@parley/kernel";
import { type MatrixEvent, MatrixEventEvent, RoomEvent } from "matrix-js-sdk";
import { afterEach, expect, it } from "vitest";
import type { TellChange } from "../contract/notifications.ts";
import type { RoomSummary } from "../contract/rooms.ts";
import { emptyList } from "../storage/snapshot.ts";
import { startTelling } from "./teller.ts";
import { buildRig, me, type Rig, roomId } from "./testing/rig.ts";

const grace = 700;
let rig: Rig;
let changes: TellChange[];

function start(answer?: (path: string) => unknown): void {
  rig = buildRig(answer);
  changes = [];
  startTelling(rig.handle, rig.list, (change) => changes.push(change));
}
const texts = () => changes.flatMap((change) => (change.type === "told" ? [change.told.text] : []));
const gone = () => changes.flatMap((change) => (change.type === "gone" ? [change.eventId] : []));

afterEach(() => rig.handle.scope.end());

it("tells nothing of what came before the client was up to date", async () => {
  start();
  await rig.arrive({});
  rig.synced();
  rig.clock.tick(60_000);
  expect(changes).toEqual([]);
  await rig.arrive({ content: { msgtype: "m.text", body: "now", "m.mentions": {} } });
  rig.clock.tick(grace);
  expect(texts()).toEqual(["now"]);
});

it("tells an event once, with who, where and whether it names me", async () => {
  start();
  rig.synced();
  const event = await rig.arrive({
    content: { msgtype: "m.text", body: "you?", "m.mentions": { user_ids: [me] } },
  });
  const again = { liveEvent: true, timeline: rig.room.getLiveTimeline() };
  rig.client.emit(RoomEvent.Timeline, event, rig.room, false, false, again);
  rig.clock.tick(grace * 4);
  expect(changes).toEqual([
    {
      type: "told",
      told: expect.objectContaining({ roomId, senderName: "Ada", text: "you?", highlight: true, kind: "message" }),
    },
  ]);
});

it("shows nothing of what its author hides", async () => {
  start();
  rig.synced();
  const formatted_body = "look <span data-mx-spoiler>secret</span>";
  const content = { msgtype: "m.text", body: "look ||secret||", format: "org.matrix.custom.html", formatted_body };
  await rig.arrive({ content: { ...content, "m.mentions": { user_ids: [me] } } });
  rig.clock.tick(grace);
  expect(texts()).toEqual(["look ▒▒▒"]);
});

it("keeps to itself what another device reads within the grace", async () => {
  start();
  rig.synced();
  const event = await rig.arrive({});
  rig.clock.tick(grace - 100);
  rig.read(event.getId() ?? "");
  rig.clock.tick(60_000);
  expect(changes).toEqual([]);
});

it("takes back what is read, written after, redacted or left behind", async () => {
  start();
  rig.synced();
  const first = await rig.arrive({});
  rig.clock.tick(grace);
  rig.read(first.getId() ?? "");
  expect(gone()).toEqual([first.getId()]);
  const second = await rig.arrive({});
  rig.clock.tick(grace);
  await rig.arrive({ sender: me });
  expect(gone()).toEqual([first.getId(), second.getId()]);
  const third = await rig.arrive({});
  rig.clock.tick(grace);
  await rig.arrive({ type: "m.room.redaction", content: { redacts: third.getId() }, redacts: third.getId() });
  expect(gone()).toEqual([first.getId(), second.getId(), third.getId()]);
  const fourth = await rig.arrive({});
  rig.clock.tick(grace);
  rig.room.updateMyMembership("leave");
  expect(gone()).toContain(fourth.getId());
});

it("does not tell what is mine, old, an edit, a reaction, of an ignored person or beneath the level", async () => {
  start();
  rig.synced();
  rig.client.isUserIgnored = (userId) => userId === "@troll:x";
  await rig.arrive({ sender: me });
  await rig.arrive({ unsigned: { age: 6 * 60_000 } });
  await rig.arrive({ content: { "m.relates_to": { rel_type: "m.replace", event_id: "$x" }, "m.new_content": {} } });
  await rig.arrive({ type: "m.reaction", content: { "m.relates_to": { rel_type: "m.annotation", event_id: "$x" } } });
  await rig.arrive({ sender: "@troll:x" });
  await rig.arrive({ type: "org.example.unknown", content: {} });
  rig.clock.tick(60_000);
  expect(changes).toEqual([]);
});

const edit = (of: MatrixEvent | string, body: string, named: readonly string[] = [me]) => ({
  msgtype: "m.text",
  body: `* ${body}`,
  "m.mentions": { user_ids: named },
  "m.new_content": { msgtype: "m.text", body, "m.mentions": { user_ids: [me] } },
  "m.relates_to": { rel_type: "m.replace", event_id: typeof of === "string" ? of : of.getId() },
});

it("tells once of a message that its edit is the first to name me in, until the edit has been read", async () => {
  start();
  rig.synced();
  const message = await rig.arrive({});
  rig.clock.tick(grace);
  rig.read(message.getId() ?? "");
  const first = await rig.arrive({ content: edit(message, "can you come?") });
  rig.clock.tick(grace);
  expect(changes.slice(2)).toMatchObject([
    { type: "told", told: { eventId: message.getId(), text: "can you come?", highlight: true } },
  ]);
  // Other clients name again whom an edit before has named.
  await rig.arrive({ content: edit(message, "can you come today?") });
  rig.clock.tick(grace);
  expect(texts()).toHaveLength(2);
  expect(gone()).toEqual([message.getId()]);
  rig.read(first.getId() ?? "");
  expect(gone()).toEqual([message.getId(), message.getId()]);
});

/** A homeserver that has a message that is not loaded here, and its edits. */
const farMessage =
  (asked: string[], message: object, edits: readonly object[] = []) =>
  (path: string) => {
    const [, what = ""] = decodeURIComponent(path).split(`${roomId}/`);
    if (what.startsWith("event/") || what.startsWith("relations/")) asked.push(what);
    const common = { type: "m.room.message", sender: "@ada:x", origin_server_ts: 1, event_id: "$far" };
    if (what === "event/$far") return { ...common, content: { msgtype: "m.text", body: "long ago" }, ...message };
    return what === "relations/$far/m.replace" ? { chunk: edits.map((one) => ({ ...common, ...one })) } : {};
  };
const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

it("tells of a message that is not loaded when its edit is the first to name me in it", async () => {
  const asked: string[] = [];
  start(farMessage(asked, {}));
  rig.synced();
  await rig.arrive({ content: edit("$far", "can you come?") });
  rig.clock.tick(grace);
  await turn();
  expect(changes).toMatchObject([
    { type: "told", told: { eventId: "$far", senderName: "Ada", text: "can you come?", highlight: true } },
  ]);
  await rig.arrive({ content: edit("$far", "can you come today?") });
  rig.clock.tick(grace);
  await turn();
  expect(texts()).toEqual(["can you come?"]);
  expect(asked).toEqual(["event/$far", "relations/$far/m.replace"]);
});

it("takes back a message that is not loaded when it is redacted", async () => {
  const asked: string[] = [];
  start(farMessage(asked, {}));
  rig.synced();
  const redact = (id: string) => rig.arrive({ type: "m.room.redaction", content: { redacts: id }, redacts: id });
  await rig.arrive({ content: edit("$far", "can you come?") });
  rig.clock.tick(grace);
  await turn();
  expect([texts(), gone()]).toEqual([["can you come?"], []]);
  await redact("$elsewhere");
  expect(gone()).toEqual([]);
  await redact("$far");
  expect(gone()).toEqual(["$far"]);
  // Nothing is told of it any more.
  await rig.arrive({ content: edit("$far", "are you there?") });
  rig.clock.tick(grace);
  await turn();
  expect(texts()).toEqual(["can you come?"]);
});

it.each([
  ["named me before", { content: { msgtype: "m.text", body: "you", "m.mentions": { user_ids: [me] } } }, []],
  ["is another person's", { sender: "@bob:x" }, []],
  ["is gone", { unsigned: { redacted_because: { type: "m.room.redaction", event_id: "$r", content: {} } } }, []],
  ["is another one", { event_id: "$other" }, []],
  ["was named in before", {}, [{ event_id: "$before", content: edit("$far", "you?") }]],
])("tells nothing of an edit whose message is not loaded and %s", async (_what, message, edits) => {
  start(farMessage([], message, edits));
  rig.synced();
  await rig.arrive({ content: edit("$far", "can you come?") });
  rig.clock.tick(grace);
  await turn();
  expect(changes).toEqual([]);
});

it("asks for no more than 100 of a room's messages that somebody claims to edit", async () => {
  const asked: string[] = [];
  start(farMessage(asked, {}));
  rig.synced();
  for (let at = 0; at < 120; at++) await rig.arrive({ content: edit(`$unknown${at}`, "you") });
  rig.clock.tick(grace);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(asked.filter((what) => what.startsWith("event/"))).toHaveLength(100);
});

it("tells of no edit that names nobody anew, or is none", async () => {
  start();
  rig.synced();
  const named = await rig.arrive({ content: { msgtype: "m.text", body: "you?", "m.mentions": { user_ids: [me] } } });
  const plain = await rig.arrive({});
  rig.clock.tick(grace);
  await rig.arrive({ content: edit(named, "you there?") });
  await rig.arrive({ content: edit(plain, "you there?", []) });
  await rig.arrive({ sender: "@mallory:x", content: edit(plain, "forged") });
  rig.clock.tick(60_000);
  expect(texts()).toEqual(["you?", plain.getOriginalContent().body]);
});

it("tells once of a message that comes together with the edit that names me", async () => {
  start();
  rig.synced();
  const message = await rig.arrive({});
  await rig.arrive({ content: edit(message, "both at once") });
  rig.clock.tick(60_000);
  expect(changes).toMatchObject([{ told: { eventId: message.getId(), text: "both at once", highlight: true } }]);
});

it("tells of a message whose edit names me where no rule tells of that", async () => {
  start();
  rig.synced();
  rig.client.setPushRules({ global: { underride: rig.client.pushRules?.global.underride ?? [] } });
  const message = await rig.arrive({});
  await rig.arrive({ content: edit(message, "both at once") });
  rig.clock.tick(60_000);
  expect(changes).toMatchObject([{ told: { eventId: message.getId(), text: "both at once", highlight: false } }]);
});

it("calls a conversation that goes on elsewhere by its person, and a room in no list by what can be seen", async () => {
  start();
  rig.synced();
  const room = { id: roomId, kind: "direct", name: "Mallory" } as unknown as RoomSummary;
  rig.list.value = { ...emptyList, replaced: [{ room, by: "!new:x" }] };
  rig.room.name = "\u202EnnA";
  await rig.arrive({});
  rig.clock.tick(grace);
  rig.list.value = emptyList;
  await rig.arrive({});
  rig.clock.tick(grace);
  expect(changes).toMatchObject([
    { told: { roomName: "Mallory", roomKind: "direct" } },
    { told: { roomName: "nnA", roomKind: "room" } },
  ]);
});

const tellsOfLocked = {
  rule_id: ".m.rule.encrypted",
  default: true,
  enabled: true,
  conditions: [{ kind: "event_match" as never, key: "type", pattern: "m.room.encrypted" }],
  actions: ["notify" as never],
};
const locked = { type: "m.room.encrypted", content: { algorithm: "m.megolm.v1.aes-sha2", ciphertext: "x" } };
const call = (body: string) => ({ msgtype: "m.text", body, "m.mentions": { user_ids: [me] } });

/** The key of an event is here. */
async function unlock(event: MatrixEvent, content: object): Promise<void> {
  const decryptEvent = async () => ({ clearEvent: { type: "m.room.message", content } });
  rig.client.reEmitter.reEmit(event, [MatrixEventEvent.Decrypted]);
  await event.attemptDecryption({ decryptEvent } as never);
}

it("tells of a message whose key comes late, as long as it is news and has not been read", async () => {
  start();
  rig.synced();
  rig.client.decryptEventIfNeeded = async () => {};
  const [read, called, old] = [await rig.arrive(locked), await rig.arrive(locked), await rig.arrive(locked)];
  rig.clock.tick(60_000);
  expect(changes).toEqual([]);
  rig.read(read.getId() ?? "");
  await unlock(read, call("read already"));
  await unlock(called, call("are you there?"));
  rig.clock.tick(grace);
  expect(changes).toMatchObject([{ told: { text: "are you there?", highlight: true } }]);
  rig.client.emit(MatrixEventEvent.Decrypted, called);
  rig.clock.tick(4 * 60_000);
  await unlock(old, call("from long ago"));
  rig.clock.tick(grace);
  expect(changes).toHaveLength(1);
});

it("tells again of what was told without its words only when they name me", async () => {
  start();
  rig.synced();
  rig.client.decryptEventIfNeeded = async () => {};
  const rules = rig.client.pushRules?.global;
  rig.client.setPushRules({ global: { ...rules, underride: [tellsOfLocked, ...(rules?.underride ?? [])] } });
  const [plain, called] = [await rig.arrive(locked), await rig.arrive(locked)];
  rig.clock.tick(15_000);
  expect(texts()).toEqual([null, null]);
  await unlock(plain, { msgtype: "m.text", body: "hello", "m.mentions": {} });
  await unlock(called, call("hello you"));
  rig.clock.tick(grace);
  expect(texts()).toEqual([null, null, "hello you"]);
});

it("tells of an edit that names me once it and its message can be read, whichever key comes first", async () => {
  start();
  rig.synced();
  rig.client.decryptEventIfNeeded = async () => {};
  const plain = { msgtype: "m.text", body: "nothing", "m.mentions": {} };
  const lockedEdit = (of: MatrixEvent) => ({
    ...locked,
    content: { ...locked.content, "m.relates_to": { rel_type: "m.replace", event_id: of.getId() } },
  });
  const lock = async () => {
    changes = [];
    const message = await rig.arrive(locked);
    const changed = await rig.arrive(lockedEdit(message));
    rig.clock.tick(60_000);
    return { message, changed };
  };
  const one = await lock();
  await unlock(one.message, plain);
  rig.clock.tick(grace);
  await unlock(one.changed, edit(one.message, "now you"));
  rig.clock.tick(grace);
  expect(texts()).toEqual(["nothing", "now you"]);
  const other = await lock();
  await unlock(other.changed, edit(other.message, "you too"));
  rig.clock.tick(grace);
  expect(texts()).toEqual([]);
  await unlock(other.message, plain);
  rig.clock.tick(grace);
  expect(changes).toMatchObject([{ told: { eventId: other.message.getId(), text: "you too", highlight: true } }]);
});

it("is not silenced by any number of messages that nobody can read", async () => {
  start();
  rig.synced();
  rig.client.decryptEventIfNeeded = async () => {};
  const events: MatrixEvent[] = [];
  for (let count = 0; count < 250; count += 1) events.push(await rig.arrive(locked));
  await rig.arrive({ content: call("can you read this?") });
  rig.clock.tick(grace);
  expect(texts()).toEqual(["can you read this?"]);
  // The last of those that were let go for later ones: their keys are not waited for, and tell all the same.
  const [early] = events.slice(-51);
  if (early !== undefined) await unlock(early, call("and this?"));
  rig.clock.tick(grace);
  expect(texts()).toEqual(["can you read this?", "and this?"]);
});

it("tells that something was said when its key does not come, and nothing is left of it when the client ends", async () => {
  start();
  rig.synced();
  rig.client.decryptEventIfNeeded = async () => {};
  rig.client.setPushRules({ global: { underride: [tellsOfLocked] } });
  await rig.arrive(locked);
  rig.clock.tick(10_000);
  expect(changes).toEqual([]);
  rig.clock.tick(5_000);
  expect(texts()).toEqual([null]);
  await rig.arrive(locked);
  rig.handle.scope.end();
  rig.clock.tick(60_000);
  expect(changes).toHaveLength(1);
  expect(rig.clock.waiting).toBe(0);
});

it("tells of an invitation that is shown, once, and takes it back when it is answered", () => {
  start();
  const invite = { id: roomId, kind: "direct", name: "Ada", inviterId: "@ada:x" } as unknown as RoomSummary;
  rig.list.value = { ...emptyList, invites: [{ ...invite, id: "!before:x" }] };
  rig.synced();
  rig.list.value = { ...emptyList, invites: [{ ...invite, id: "!before:x" }, invite] };
  rig.list.value = { ...emptyList, invites: [invite] };
  expect(changes).toEqual([
    { type: "told", told: expect.objectContaining({ kind: "invite", senderName: "Ada", roomId }) },
  ]);
  rig.list.value = emptyList;
  expect(gone()).toEqual([`invite ${roomId}`]);
});

it("tells of a call when it has rung, and not of one that was answered meanwhile", async () => {
  rig = buildRig();
  changes = [];
  const ringing = signal<readonly { readonly id: string }[]>([]);
  startTelling(rig.handle, rig.list, (change) => changes.push(change), { ringing });
  rig.synced();
  const call = () =>
    rig.arrive({
      type: "org.matrix.msc4075.rtc.notification",
      content: { notification_type: "ring", "m.mentions": { user_ids: [me] } },
    });
  const missed = await call();
  ringing.value = [{ id: missed.getId() ?? "" }];
  rig.clock.tick(30_000);
  expect(changes).toEqual([]);
  ringing.value = [];
  rig.clock.tick(3000);
  expect(changes).toMatchObject([{ type: "told", told: { eventId: missed.getId(), kind: "call", highlight: true } }]);

  const answered = await call();
  ringing.value = [{ id: answered.getId() ?? "" }];
  rig.clock.tick(5000);
  ringing.value = [];
  rig.read(answered.getId() ?? "");
  rig.clock.tick(10_000);
  expect(changes.filter(({ type }) => type === "told")).toHaveLength(1);
});

it("leaves it to the device that is in use, and tells what was not read there", async () => {
  rig = buildRig();
  changes = [];
  let used = true;
  startTelling(rig.handle, rig.list, (change) => changes.push(change), { isInUseElsewhere: () => used });
  rig.synced();
  const say = (body: string) => rig.arrive({ content: { msgtype: "m.text", body, "m.mentions": {} } });
  const seen = await say("read over there");
  rig.clock.tick(9_000);
  rig.read(seen.getId() ?? "");
  await say("not read");
  rig.clock.tick(9_000);
  expect(changes).toEqual([]);
  rig.clock.tick(1_000);
  expect(texts()).toEqual(["not read"]);
  used = false;
  await say("at once");
  rig.clock.tick(grace);
  expect(texts()).toEqual(["not read", "at once"]);
});
