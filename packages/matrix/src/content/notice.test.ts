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
  ["invite", "leave", "uninvited"],
  ["ban", "leave", "unbanned"],
])("of %s to %s it says: %s", (from, to, kind) => {
  expect(noticeOf(change(from, to))).toEqual({ kind, subjectName: "Inês" });
});

test.each([
  ["join", "left"],
  ["invite", "declined"],
])("of who goes by themselves from %s it says: %s", (from, kind) => {
  expect(noticeOf(change(from, "leave", "@ines:x"))).toEqual({ kind, subjectName: "Inês" });
});

test.each([
  ["invite", "invite"],
  ["leave", "knock"],
  ["knock", "leave"],
])("of %s to %s it says nothing", (from, to) => {
  expect(noticeOf(change(from, to))).toBeNull();
});

test("names who shares a name with another member by their id as well, while they share it", () => {
  const joined = change("invite", "join");
  const apart = "Inês (@ines:x)";
  expect(noticeOf(joined, () => apart)).toEqual({ kind: "joined", subjectName: apart });
  expect(noticeOf(joined, () => "Inês")).toEqual({ kind: "joined", subjectName: "Inês" });
  // Called something else by now: nobody else has the name of then.
  expect(noticeOf(joined, () => "Ana (@ines:x)")).toEqual({ kind: "joined", subjectName: "Inês" });
});
