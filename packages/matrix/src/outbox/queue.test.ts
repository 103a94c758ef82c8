import { signal } from "@parley/kernel";
import { expect, it } from "vitest";
import { keyOfTxn } from "../content/row-key.ts";
import { createQueue, rewritten } from "./queue.ts";

it("keeps what a message answers, and that its author is told, when the words change", () => {
  const before = {
    msgtype: "m.text",
    body: "old words for @mira",
    "m.mentions": { user_ids: ["@mira:x", "@jun:x"] },
    "m.relates_to": { "m.in_reply_to": { event_id: "$asked" } },
  };
  expect(rewritten(before, { text: "new words" })).toEqual({
    msgtype: "m.text",
    body: "new words",
    "m.mentions": { user_ids: ["@jun:x"] },
    "m.relates_to": { "m.in_reply_to": { event_id: "$asked" } },
  });
});

it("tells nobody who is not named any more", () => {
  const before = { msgtype: "m.text", body: "hello @mira", "m.mentions": { user_ids: ["@mira:x"] } };
  expect(rewritten(before, { text: "hello" })).toEqual({ msgtype: "m.text", body: "hello", "m.mentions": {} });
});

it("keeps how a waiting message is said when only its words change", async () => {
  const written: unknown[] = [];
  const view = { txnId: "t", content: { msgtype: "m.emote", body: "waves", "m.mentions": {} } };
  const outbox = {
    waiting: signal([{ view }]),
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
