import { expect, test } from "vitest";
import { type NoticeView, noticeOf, subjectOf } from "./notice.ts";

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

const levels = (before: object | null, now: object): NoticeView => ({
  type: "m.room.power_levels",
  sender: "@rosa:x",
  stateKey: "",
  content: { ...now },
  prevContent: before === null ? null : { ...before },
  redacted: null,
});
const [none, moderator] = [{ users: { "@rosa:x": 100 } }, { users: { "@rosa:x": 100, "@ines:x": 50 } }];

test.each([
  ["a role given", none, moderator, { kind: "made-moderator", subjectName: "Inês" }],
  ["a role taken", moderator, none, { kind: "made-member", subjectName: "Inês" }],
  [
    "a level as text",
    none,
    { users: { "@rosa:x": 100, "@ines:x": "100" } },
    { kind: "made-admin", subjectName: "Inês" },
  ],
  ["a level within a role", moderator, { users: { "@rosa:x": 100, "@ines:x": 60 } }, { kind: "permissions" }],
  ["two roles", moderator, { users: {} }, { kind: "permissions" }],
  ["everyone's level", moderator, { ...moderator, users_default: 50 }, { kind: "permissions" }],
  ["what a level may", none, { ...none, invite: 50 }, { kind: "permissions" }],
  ["the first levels", null, none, null],
])("of %s it says who became what, if it is that", (_, before, now, notice) => {
  expect(noticeOf(levels(before, now), () => "Inês")).toEqual(notice);
});

test("is about whose role it is", () => {
  expect(subjectOf(levels(none, moderator))).toBe("@ines:x");
  expect(subjectOf(levels(none, { ...none, invite: 50 }))).toBe("@rosa:x");
  expect(subjectOf(change("join", "leave"))).toBe("@ines:x");
});
