import { ClientEvent, EventStatus, MatrixEvent, MatrixEventEvent } from "matrix-js-sdk";
import { expect, it } from "vitest";
import { membershipType } from "../rtc/membership.ts";
import { declineType, notificationType } from "../rtc/ring-content.ts";
import { startInbox } from "./inbox.ts";
import { buildRig, me, roomId } from "./testing/rig.ts";

const turn = () => new Promise((resolve) => setTimeout(resolve, 5));
const mention = (body: string) => ({ msgtype: "m.text", body, "m.mentions": { user_ids: [me] } });

it("gathers mentions and answers, newest first, and keeps them sealed", async () => {
  const rig = buildRig();
  const { inbox } = startInbox(rig.handle);
  await turn();
  const mine = await rig.arrive({ sender: me });
  await rig.arrive({ content: mention("first") });
  await rig.arrive({ content: { msgtype: "m.text", body: "beside", "m.mentions": {} } });
  rig.clock.tick(1000);
  await rig.arrive({
    content: {
      msgtype: "m.text",
      body: "answer",
      "m.mentions": {},
      "m.relates_to": { "m.in_reply_to": { event_id: mine.getId() } },
    },
  });
  rig.clock.tick(5000);
  await turn();
  expect(inbox.value.items.map(({ text, reason, read }) => [text, reason, read])).toEqual([
    ["answer", "reply", false],
    ["first", "mention", false],
  ]);
  expect(rig.kept.get("inbox")).toMatchObject({ version: 1, items: [{ text: "answer" }, { text: "first" }] });
  rig.handle.scope.end();

  const again = buildRig();
  again.kept.set("inbox", rig.kept.get("inbox"));
  const { inbox: restored } = startInbox(again.handle);
  await turn();
  again.clock.tick(200);
  expect(restored.value.items).toHaveLength(2);
  again.handle.scope.end();
});

it("follows the receipt, and forgets what was redacted", async () => {
  const rig = buildRig();
  const { inbox } = startInbox(rig.handle);
  await turn();
  const one = await rig.arrive({ content: mention("one") });
  const two = await rig.arrive({ content: mention("two") });
  rig.clock.tick(200);
  rig.read(one.getId() ?? "");
  rig.clock.tick(200);
  expect(inbox.value.items.map(({ eventId, read }) => [eventId, read])).toEqual(
    expect.arrayContaining([
      [one.getId(), true],
      [two.getId(), false],
    ]),
  );
  await rig.arrive({ type: "m.room.redaction", content: { redacts: two.getId() }, redacts: two.getId() });
  rig.clock.tick(200);
  expect(inbox.value.items.map(({ eventId }) => eventId)).toEqual([one.getId()]);
  rig.handle.scope.end();
});

it("takes a call for read once its person has declined it or come to it, and not by itself", async () => {
  for (const answer of [
    { type: declineType, content: {} },
    { type: membershipType, state_key: `_${me}_D`, content: { application: "m.call" } },
  ]) {
    const rig = buildRig();
    const { inbox } = startInbox(rig.handle);
    await turn();
    const content = { "notification_type": "ring", "m.mentions": { user_ids: [me] }, "lifetime": 60_000 };
    const ring = await rig.arrive({ type: notificationType, content });
    rig.clock.tick(200);
    expect(inbox.value.items.map(({ kind, read }) => [kind, read])).toEqual([["call", false]]);
    const refers = {
      ...answer.content,
      "m.relates_to": { rel_type: "m.reference", event_id: ring.getId() ?? "" },
    };
    if (answer.type === declineType) {
      // As this device sends it: the SDK shows it first, and tells of no receipt by it.
      const sending = { event_id: "~sending", room_id: roomId, origin_server_ts: rig.clock.now() };
      const own = new MatrixEvent({ ...sending, sender: me, type: answer.type, content: refers });
      own.status = EventStatus.SENDING;
      rig.room.addPendingEvent(own, "txn");
    } else await rig.arrive({ sender: me, ...answer, content: refers });
    rig.clock.tick(200);
    expect(inbox.value.items.map(({ read }) => read)).toEqual([true]);
    rig.handle.scope.end();
  }
});

/** A homeserver that takes receipts and account data, and brings what was written there back when asked to. */
function writing() {
  const asked: string[] = [];
  const rig = buildRig();
  let content: Record<string, unknown> = {};
  Object.assign(rig.client.http, {
    authedRequest: async (method: string, path: string, _query: object, body: Record<string, unknown>) => {
      if (method === "GET") return {};
      const [, kind = path] = /(read_markers|account_data\/[^/]+)$/u.exec(decodeURIComponent(path)) ?? [];
      asked.push(kind);
      if (kind.startsWith("account_data")) content = body;
      return {};
    },
  });
  const brings = (to: ReturnType<typeof buildRig>, what: Record<string, unknown> = content) => {
    const event = new MatrixEvent({ type: "app.parley.handled", content: what });
    to.client.store.storeAccountDataEvents([event]);
    to.client.emit(ClientEvent.AccountData, event);
    to.clock.tick(200);
  };
  return { rig, asked, brings };
}

it("reads one message alone: by a receipt where nothing before it is new, else by a note that all devices hear of", async () => {
  const { rig, asked, brings } = writing();
  const over: string[] = [];
  const { inbox, markRead } = startInbox(rig.handle, ({ eventId }) => over.push(eventId));
  await turn();
  await rig.arrive({ sender: me });
  const bodies = ["one", "two", "three"];
  const ids: string[] = [];
  for (const body of bodies)
    ids.push((await rig.arrive({ content: mention(body), event_id: `$${body}` })).getId() ?? "");
  await rig.arrive({ type: "m.reaction", content: { "m.relates_to": { rel_type: "m.annotation", event_id: ids[0] } } });
  rig.clock.tick(200);
  const unread = (of: { value: { items: readonly { text: string | null; read: boolean }[] } }) =>
    of.value.items.flatMap(({ text, read }) => (read ? [] : [text])).sort();
  const item = (text: string) => {
    const found = inbox.value.items.find((one) => one.text === text);
    if (found === undefined) throw new Error(`${text} is not there`);
    return found;
  };
  await markRead(item("three"));
  rig.clock.tick(200);
  expect([unread(inbox), asked, over]).toEqual([["one", "two"], ["account_data/app.parley.handled"], ["$three"]]);
  await markRead(item("one"));
  rig.clock.tick(200);
  expect([unread(inbox), asked.at(-1)]).toEqual([["two"], "read_markers"]);

  const other = buildRig();
  const seen = startInbox(other.handle);
  await turn();
  for (const body of bodies) await other.arrive({ content: mention(body), event_id: `$${body}` });
  other.clock.tick(200);
  expect(unread(seen.inbox)).toEqual(["one", "three", "two"]);
  brings(other, { events: "nonsense" });
  expect(unread(seen.inbox)).toEqual(["one", "three", "two"]);
  brings(other);
  expect(unread(seen.inbox)).toEqual(["one", "two"]);
  other.handle.scope.end();
  rig.handle.scope.end();
});

it("keeps no more than 200 that were read alone, the newest of all devices", async () => {
  const { rig, brings } = writing();
  const { inbox, markRead } = startInbox(rig.handle);
  await turn();
  rig.clock.tick(5_000);
  brings(rig, { events: Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`$old${at}`, at])) });
  await rig.arrive({ content: mention("zero") });
  await rig.arrive({ content: mention("new") });
  rig.clock.tick(200);
  const written: unknown[] = [];
  rig.client.setAccountDataRaw = async (_type, content) => {
    written.push(content);
    return {};
  };
  const [item] = inbox.value.items.filter(({ text }) => text === "new");
  if (item === undefined) throw new Error("it is not there");
  await markRead(item);
  const [{ events } = { events: {} }] = written as { events: object }[];
  expect(Object.keys(events)).toHaveLength(200);
  expect([Object.hasOwn(events, "$old0"), Object.hasOwn(events, item.eventId)]).toEqual([false, true]);
  rig.handle.scope.end();
});

it("takes nothing for read that is newer than what is loaded: after a reload the homeserver lists it first", async () => {
  const event = (id: string, ts: number) => ({
    type: "m.room.message",
    sender: "@ada:x",
    event_id: id,
    origin_server_ts: ts,
    content: mention(id),
  });
  const newer = { room_id: roomId, read: false, event: event("$newer", 2_000) };
  const rig = buildRig((path) => (path.endsWith("/notifications") ? { notifications: [newer] } : {}));
  rig.kept.set("inbox", {
    version: 1,
    items: [
      {
        roomId,
        eventId: "$kept",
        senderId: "@ada:x",
        senderName: "Ada",
        senderAvatarMxc: null,
        reason: "mention",
        text: "kept",
        kind: "message",
        ts: 1_900,
        read: false,
      },
    ],
  });
  rig.clock.tick(3_000);
  // What was kept of the timeline ends where I have written myself.
  await rig.arrive({ sender: me, origin_server_ts: 1_000 });
  const { inbox } = startInbox(rig.handle);
  await turn();
  rig.client.emit(ClientEvent.Room, rig.room);
  await turn();
  rig.clock.tick(200);
  const shown = () => inbox.value.items.map(({ eventId, read }) => [eventId, read]);
  expect(shown()).toEqual([
    ["$newer", false],
    ["$kept", false],
  ]);
  await rig.arrive(event("$kept", 1_900));
  await rig.arrive(event("$newer", 2_000));
  rig.clock.tick(200);
  expect(shown()).toEqual([
    ["$newer", false],
    ["$kept", false],
  ]);
  rig.read("$newer");
  rig.clock.tick(200);
  expect(shown()).toEqual([
    ["$newer", true],
    ["$kept", true],
  ]);
  rig.handle.scope.end();
});

it("asks the homeserver for what other devices have seen, and says when that fails", async () => {
  const listed = {
    room_id: roomId,
    read: true,
    event: {
      type: "m.room.message",
      sender: "@ada:x",
      event_id: "$listed",
      origin_server_ts: 5,
      content: mention("old"),
    },
  };
  let answers: unknown = { notifications: "no list" };
  const rig = buildRig((path) => (path.endsWith("/notifications") ? answers : {}));
  const { inbox, reload } = startInbox(rig.handle);
  await turn();
  await turn();
  expect(inbox.value.state).toBe("ready");
  answers = { notifications: [listed, null, 7, { room_id: "!other:x", event: {} }, { room_id: roomId, event: "x" }] };
  reload();
  await turn();
  await turn();
  rig.clock.tick(200);
  expect(inbox.value.items.map(({ text, read }) => [text, read])).toEqual([["old", true]]);
  rig.client.http.authedRequest = () => Promise.reject(new Error("gone"));
  reload();
  await turn();
  expect(inbox.value.state).toBe("failed");
  rig.handle.scope.end();
});

it("holds at most 200, and puts nothing above the rest that names a time to come", async () => {
  const rig = buildRig();
  const { inbox } = startInbox(rig.handle);
  await turn();
  await rig.arrive({ content: mention("from the future"), origin_server_ts: rig.clock.now() + 1e12 });
  rig.clock.tick(1000);
  for (let at = 0; at < 220; at++) {
    rig.clock.tick(10);
    await rig.arrive({ content: mention(`number ${at}`) });
  }
  rig.clock.tick(200);
  expect(inbox.value.items).toHaveLength(200);
  expect(inbox.value.items[0]?.text).toBe("number 219");
  rig.handle.scope.end();
});

it("says the words of an edit, names a message that only its edit mentions me in, and hides whom one ignores", async () => {
  const rig = buildRig();
  const { inbox, reload } = startInbox(rig.handle);
  await turn();
  const edit = (of: string, body: string, mentions: object) => ({
    msgtype: "m.text",
    body: `* ${body}`,
    "m.mentions": mentions,
    "m.new_content": { msgtype: "m.text", body, "m.mentions": { user_ids: [me] } },
    "m.relates_to": { rel_type: "m.replace", event_id: of },
  });
  const named = await rig.arrive({ content: mention("first words") });
  const plain = await rig.arrive({ content: { msgtype: "m.text", body: "nothing", "m.mentions": {} } });
  await rig.arrive({ content: edit(named.getId() ?? "", "second words", {}) });
  await rig.arrive({ content: edit(plain.getId() ?? "", "now you", { user_ids: [me] }) });
  rig.clock.tick(200);
  await turn();
  rig.clock.tick(200);
  expect(new Map(inbox.value.items.map(({ eventId, text }) => [eventId, text]))).toEqual(
    new Map([
      [named.getId(), "second words"],
      [plain.getId(), "now you"],
    ]),
  );
  rig.client.isUserIgnored = (userId) => userId === "@ada:x";
  reload();
  await turn();
  await turn();
  expect(inbox.value.items).toEqual([]);
  rig.handle.scope.end();
});

it("takes for new what an edit names me in, however long ago the message was read, until the edit has been read", async () => {
  const rig = buildRig();
  const { inbox } = startInbox(rig.handle);
  await turn();
  const content = (of: string | undefined) => ({
    msgtype: "m.text",
    body: "* now you",
    "m.mentions": { user_ids: [me] },
    "m.new_content": { msgtype: "m.text", body: "now you", "m.mentions": { user_ids: [me] } },
    "m.relates_to": { rel_type: "m.replace", event_id: of },
  });
  const plain = await rig.arrive({ content: { msgtype: "m.text", body: "nothing", "m.mentions": {} } });
  const named = await rig.arrive({ content: mention("named at once") });
  rig.read(named.getId() ?? "");
  rig.clock.tick(1000);
  const edit = await rig.arrive({ content: content(plain.getId()) });
  await rig.arrive({ content: content(named.getId()) });
  rig.clock.tick(5000);
  await turn();
  const shown = () => inbox.value.items.map(({ eventId, read }) => [eventId, read]);
  expect(shown()).toEqual([
    [plain.getId(), false],
    [named.getId(), true],
  ]);
  expect(rig.kept.get("inbox")).toMatchObject({ items: [{ editId: edit.getId() }, { eventId: named.getId() }] });
  rig.read(edit.getId() ?? "");
  rig.clock.tick(200);
  expect(shown()).toEqual([
    [plain.getId(), true],
    [named.getId(), true],
  ]);
  rig.handle.scope.end();
});

it("forgets what an edit alone named me in when that is redacted, unless a later one does", async () => {
  const rig = buildRig();
  const { inbox } = startInbox(rig.handle);
  await turn();
  const naming = (of: string | undefined, body: string) => ({
    msgtype: "m.text",
    body: `* ${body}`,
    "m.mentions": { user_ids: [me] },
    "m.new_content": { msgtype: "m.text", body, "m.mentions": { user_ids: [me] } },
    "m.relates_to": { rel_type: "m.replace", event_id: of },
  });
  const redact = (event: MatrixEvent) =>
    rig.arrive({ type: "m.room.redaction", content: { redacts: event.getId() }, redacts: event.getId() });
  const settle = async () => {
    for (let step = 0; step < 3; step += 1) {
      rig.clock.tick(200);
      await turn();
    }
  };
  const plain = await rig.arrive({ content: { msgtype: "m.text", body: "nothing", "m.mentions": {} } });
  const first = await rig.arrive({ content: naming(plain.getId(), "now you") });
  const second = await rig.arrive({ content: naming(plain.getId(), "you, please") });
  await settle();
  const shown = () => inbox.value.items.map(({ eventId, editId, text }) => [eventId, editId, text]);
  expect(shown()).toEqual([[plain.getId(), first.getId(), "you, please"]]);
  await redact(first);
  await settle();
  expect(shown()).toEqual([[plain.getId(), second.getId(), "you, please"]]);
  await redact(second);
  await settle();
  expect(shown()).toEqual([]);
  rig.handle.scope.end();
});

it("says nobody's words under the name of another, and nothing of an edit whose message is not known", async () => {
  const rig = buildRig();
  const { inbox } = startInbox(rig.handle);
  await turn();
  const edit = (of: string | undefined, body: string) => ({
    msgtype: "m.text",
    body: `* ${body}`,
    "m.mentions": { user_ids: [me] },
    "m.new_content": { msgtype: "m.text", body },
    "m.relates_to": { rel_type: "m.replace", event_id: of },
  });
  const plain = await rig.arrive({ content: { msgtype: "m.text", body: "nothing", "m.mentions": {} } });
  const named = await rig.arrive({ content: mention("first words") });
  await rig.arrive({ sender: "@mallory:x", content: edit(plain.getId(), "forged") });
  await rig.arrive({ sender: "@mallory:x", content: edit(named.getId(), "forged") });
  await rig.arrive({ sender: "@mallory:x", content: edit("$unknown", "forged") });
  await rig.arrive({ content: edit("$unknown", "of what?") });
  await rig.arrive({ type: "m.sticker", content: edit(plain.getId(), "of another kind") });
  rig.clock.tick(200);
  expect(inbox.value.items.map(({ senderId, text, reason }) => [senderId, text, reason])).toEqual([
    ["@ada:x", "first words", "mention"],
  ]);
  rig.handle.scope.end();
});

it("lists a message that is not loaded when its edit is the first to name me in it, and follows its later edits", async () => {
  const far = { type: "m.room.message", sender: "@ada:x", event_id: "$far", origin_server_ts: 1 };
  const rig = buildRig((path) =>
    decodeURIComponent(path).endsWith("/event/$far")
      ? { ...far, content: { msgtype: "m.text", body: "old" } }
      : { chunk: [] },
  );
  const { inbox } = startInbox(rig.handle);
  await turn();
  const edit = (body: string, sender: string) => ({
    sender,
    content: {
      msgtype: "m.text",
      body: `* ${body}`,
      "m.mentions": { user_ids: [me] },
      "m.new_content": { msgtype: "m.text", body },
      "m.relates_to": { rel_type: "m.replace", event_id: "$far" },
    },
  });
  await rig.arrive(edit("forged", "@mallory:x"));
  const changed = await rig.arrive(edit("now you", "@ada:x"));
  await turn();
  rig.clock.tick(200);
  const shown = () => inbox.value.items.map(({ eventId, editId, text, read }) => [eventId, editId, text, read]);
  expect(shown()).toEqual([["$far", changed.getId(), "now you", false]]);
  await rig.arrive(edit("now you, please", "@ada:x"));
  rig.clock.tick(200);
  expect(shown()).toEqual([["$far", changed.getId(), "now you, please", false]]);
  rig.handle.scope.end();
});

it("forgets a message that is not loaded when it is redacted, and lists no edit of it that comes after", async () => {
  const far = (path: string) => decodeURIComponent(path).split("/event/")[1];
  const said = { type: "m.room.message", sender: "@ada:x", origin_server_ts: 1 };
  const rig = buildRig((path) => {
    const event_id = far(path);
    return event_id === undefined ? { chunk: [] } : { ...said, event_id, content: { msgtype: "m.text", body: "old" } };
  });
  const { inbox } = startInbox(rig.handle);
  await turn();
  const edit = (of: string, body: string) => ({
    content: {
      ...mention(`* ${body}`),
      "m.new_content": mention(body),
      "m.relates_to": { rel_type: "m.replace", event_id: of },
    },
  });
  const redaction = (of: string) => ({ type: "m.room.redaction", content: { redacts: of }, redacts: of });
  const shown = async () => {
    await turn();
    rig.clock.tick(200);
    return inbox.value.items.map(({ eventId, text }) => [eventId, text]);
  };
  await rig.arrive(edit("$far", "now you"));
  await rig.arrive(edit("$other", "you, too"));
  expect(await shown()).toEqual(
    expect.arrayContaining([
      ["$far", "now you"],
      ["$other", "you, too"],
    ]),
  );
  await rig.arrive(redaction("$far"));
  expect(await shown()).toEqual([["$other", "you, too"]]);
  await rig.arrive(edit("$far", "still you"));
  // While it is being fetched: what the homeserver has answered by then is of before.
  await rig.arrive(edit("$third", "and you"));
  await rig.arrive(redaction("$third"));
  expect(await shown()).toEqual([["$other", "you, too"]]);
  rig.handle.scope.end();
});

it("keeps a message that only a redaction of another room names", async () => {
  const rig = buildRig();
  rig.kept.set("inbox", {
    version: 1,
    items: [
      {
        roomId: "!elsewhere:x",
        eventId: "$kept",
        senderId: "@ada:x",
        senderName: "Ada",
        senderAvatarMxc: null,
        reason: "mention",
        text: "you",
        kind: "message",
        ts: 1,
        read: false,
      },
    ],
  });
  const { inbox } = startInbox(rig.handle);
  await turn();
  await rig.arrive({ type: "m.room.redaction", content: { redacts: "$kept" }, redacts: "$kept" });
  rig.clock.tick(200);
  expect(inbox.value.items.map(({ eventId }) => eventId)).toEqual(["$kept"]);
  rig.handle.scope.end();
});

it("takes up an edit once the message that it changes can be read", async () => {
  const rig = buildRig();
  const { inbox } = startInbox(rig.handle);
  await turn();
  const content = (body: string) => ({ algorithm: "m.megolm.v1.aes-sha2", ciphertext: body });
  const locked = await rig.arrive({ type: "m.room.encrypted", content: content("a") });
  const edit = await rig.arrive({
    type: "m.room.encrypted",
    content: { ...content("b"), "m.relates_to": { rel_type: "m.replace", event_id: locked.getId() } },
  });
  const open = async (event: MatrixEvent, clear: object): Promise<void> => {
    const decryptEvent = async () => ({ clearEvent: { type: "m.room.message", content: clear } });
    rig.client.reEmitter.reEmit(event, [MatrixEventEvent.Decrypted]);
    await event.attemptDecryption({ decryptEvent } as never);
  };
  await open(edit, {
    ...mention("* now you"),
    "m.new_content": { msgtype: "m.text", body: "now you", "m.mentions": {} },
  });
  rig.clock.tick(200);
  expect(inbox.value.items).toEqual([]);
  await open(locked, { msgtype: "m.text", body: "nothing" });
  rig.clock.tick(200);
  expect(inbox.value.items.map(({ eventId, text }) => [eventId, text])).toEqual([[locked.getId(), "now you"]]);
  rig.handle.scope.end();
});
