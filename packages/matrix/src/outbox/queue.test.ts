import { signal } from "@parley/kernel";
import { expect, it } from "vitest";
import { keyOfTxn } from "../content/row-key.ts";
import type { Outgoing } from "./entry.ts";
import { createQueue, rewritten } from "./queue.ts";

it("keeps what a message answers, and that its author is told and nobody else, when the words change", () => {
  const content = {
    msgtype: "m.text",
    body: "old words for @mira",
    "m.mentions": { user_ids: ["@jun:x", "@mira:x"] },
    "m.relates_to": { "m.in_reply_to": { event_id: "$asked" } },
  };
  const made = {
    msgtype: "m.text",
    body: "new words",
    "m.relates_to": { "m.in_reply_to": { event_id: "$asked" } },
  };
  expect(rewritten({ content, repliedTo: "@jun:x" }, { text: "new words" })).toEqual({
    ...made,
    "m.mentions": { user_ids: ["@jun:x"] },
  });
  // An answer to oneself tells nobody by that.
  expect(rewritten({ content }, { text: "new words" })).toEqual({ ...made, "m.mentions": {} });
});

it("tells nobody who is not named any more", () => {
  const content = { msgtype: "m.text", body: "hello @mira", "m.mentions": { user_ids: ["@mira:x"] } };
  expect(rewritten({ content }, { text: "hello" })).toEqual({ msgtype: "m.text", body: "hello", "m.mentions": {} });
});

it("keeps how a waiting message is said when only its words change", async () => {
  const written: unknown[] = [];
  const view = { txnId: "t", content: { msgtype: "m.emote", body: "waves", "m.mentions": {} } };
  const outbox = {
    waiting: signal([{ view: { ...view, kind: "message" } }]),
    rewrite: async (_: string, content: unknown) => written.push(content) > 0,
  };
  const queue = createQueue(outbox as never);
  expect(await queue.rewrite(keyOfTxn("t"), { text: "waves twice" })).toBe(true);
  expect(await queue.rewrite(keyOfTxn("t"), { text: "I wave", style: "text" })).toBe(true);
  expect(written).toMatchObject([
    { msgtype: "m.emote", body: "waves twice" },
    { msgtype: "m.text", body: "I wave" },
  ]);
});

const since = 1;
const entry = (txnId: string, body: string, over: object = {}) => ({
  roomId: "!a",
  untouched: false,
  view: {
    txnId,
    kind: "message",
    type: "m.room.message",
    content: { msgtype: "m.text", body, "m.mentions": {} },
    target: null,
    ts: since,
    send: { state: "queued", since },
    eventId: null,
    local: null,
    ...over,
  },
});

/** A queue whose entries have been tried, every one. */
function tried(...entries: ReturnType<typeof entry>[]) {
  const waiting = signal(entries);
  let made = 0;
  const outbox = {
    waiting,
    rewrite: async () => false,
    async enqueue({ roomId: _, type: __, ...over }: Outgoing) {
      made += 1;
      waiting.value = [...waiting.value, entry(`new${made}`, "", over)] as never;
      return `new${made}`;
    },
    async discard(txnId: string) {
      waiting.value = waiting.value.filter(({ view }) => view.txnId !== txnId);
    },
  };
  return { waiting, queue: createQueue(outbox as never) };
}

it("lets the words of what was tried be changed while it waits: the change goes behind it, the newest one alone", async () => {
  const { waiting, queue } = tried(entry("t", "half past fuor"));
  expect(queue.items.value).toMatchObject([{ text: "half past fuor", rewritable: true }]);
  expect(await queue.rewrite(keyOfTxn("t"), { text: "half past four" })).toBe(true);
  expect(await queue.rewrite(keyOfTxn("t"), { text: "half past five" })).toBe(true);
  expect(queue.items.value).toMatchObject([{ key: keyOfTxn("t"), kind: "message", text: "half past five" }]);
  expect(waiting.value.map(({ view }) => view.content.body)).toEqual(["half past fuor", "* half past five"]);
  expect(waiting.value[1]?.view).toMatchObject({ kind: "edit", target: { txnId: "t" } });
});

it("lets a change of a waiting answer name its author, whom the answer calls, and call those who are new", async () => {
  const content = { msgtype: "m.text", body: "four", "m.mentions": { user_ids: ["@jun:x"] } };
  const { waiting, queue } = tried(entry("t", "four", { content, repliedTo: "@jun:x" }));
  const userIds = ["@jun:x", "@mira:x"];
  for (const text of ["five", "six"]) await queue.rewrite(keyOfTxn("t"), { text, mentions: { userIds } });
  const changed = { "m.mentions": { user_ids: ["@mira:x"] }, "m.new_content": { "m.mentions": { user_ids: userIds } } };
  expect(waiting.value[1]?.view.content).toMatchObject(changed);
  expect(await queue.rewrite(keyOfTxn("new2"), { text: "seven" })).toBe(true);
  expect(waiting.value).toHaveLength(2);
  expect(waiting.value[1]?.view.content).toMatchObject({
    "m.new_content": { body: "seven", "m.mentions": { user_ids: ["@jun:x"] } },
  });
  await queue.rewrite(keyOfTxn("new3"), { text: "eight", mentions: { userIds } });
  expect(waiting.value[1]?.view.content).toMatchObject(changed);
});

it("changes what waits as a change of a message that has arrived", async () => {
  const content = { msgtype: "m.text", body: "* two", "m.new_content": { msgtype: "m.text", body: "two" } };
  const { waiting, queue } = tried(entry("e", "", { kind: "edit", content, target: { eventId: "$1" } }));
  expect(queue.items.value).toMatchObject([{ kind: "edit", text: "two", rewritable: true }]);
  expect(await queue.rewrite(keyOfTxn("e"), { text: "three" })).toBe(true);
  expect(queue.items.value).toMatchObject([{ kind: "edit", text: "three" }]);
  expect(waiting.value).toHaveLength(1);
});

it.each([
  ["is on its way", { send: { state: "sending", since } }],
  ["has formats", { content: { msgtype: "m.text", body: "b", formatted_body: "<b>b</b>" } }],
  ["has a file", { content: { msgtype: "m.image", body: "b", url: "mxc://x/1" } }],
])("changes nothing of what %s", async (_, over) => {
  const { waiting, queue } = tried(entry("t", "words", over));
  expect(queue.items.value).toMatchObject([{ rewritable: false }]);
  expect(await queue.rewrite(keyOfTxn("t"), { text: "others" })).toBe(false);
  expect(waiting.value).toHaveLength(1);
});

it("brings back what was taken away with all that points to it, once, unless it may have arrived or has a file", async () => {
  const { waiting, queue } = tried(
    { ...entry("t", "words", { repliedTo: "@jun:x" }), untouched: true },
    { ...entry("r", "an answer to it", { target: { txnId: "t" } }), untouched: true },
    entry("tried", "perhaps there"),
    entry("f", "plan.pdf", { content: { msgtype: "m.file", body: "plan.pdf", url: "mxc://x/1" } }),
  );
  expect(queue.items.value.map(({ returnable }) => returnable)).toEqual([true, true, false, false]);
  expect(await queue.discard(keyOfTxn("tried"))).toBeNull();
  expect(await queue.discard(keyOfTxn("f"))).toBeNull();
  const bringBack = await queue.discard(keyOfTxn("t"));
  waiting.value = [];
  await bringBack?.();
  expect(waiting.value.map(({ view }) => view)).toMatchObject([
    { txnId: "new1", kind: "message", content: { body: "words" }, target: null, repliedTo: "@jun:x" },
    { kind: "message", content: { body: "an answer to it" }, target: { txnId: "new1" } },
  ]);
});
