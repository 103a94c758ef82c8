import { expect, it } from "vitest";
import { rewritten } from "./queue.ts";

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
