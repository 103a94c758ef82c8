import { expect, test } from "vitest";
import { type NoticeView, noticeOf } from "./notice.ts";

const change = (from: string | null, to: string, sender = "@rosa:x"): NoticeView => ({
  type: "m.room.member",
  sender,
  stateKey: "@ines:x",
  content: { membership: to, ...(to === "leave" ? {} : { displayname: "Inês" }) },
  prevContent: from === null ? null : { membership: from, displayname: "Inês" },
  redacted: null,
});

test.each([
  [null, "invite", "invited"],
  ["leave", "invite", "invited"],
  ["knock", "invite", "let-in"],
  ["invite", "join", "joined"],
  ["join", "leave", "kicked"],
  ["ban", "leave", "unbanned"],
])("of %s to %s it says: %s", (from, to, kind) => {
  expect(noticeOf(change(from, to))).toEqual({ kind, subjectName: "Inês" });
});

test.each([
  ["invite", "invite"],
  ["leave", "knock"],
  ["knock", "leave"],
])("of %s to %s it says nothing", (from, to) => {
  expect(noticeOf(change(from, to))).toBeNull();
});
