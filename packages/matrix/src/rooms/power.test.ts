import { describe, expect, it } from "vitest";
import {
  actionsOn,
  creatorsRule,
  levelOf,
  mayInvite,
  maySendState,
  type PowerFacts,
  permissionsOf,
  roleOf,
} from "./power.ts";

const ann = "@ann:x";
const ben = "@ben:x";
const cem = "@cem:x";

describe("a version 12 room", () => {
  const facts: PowerFacts = {
    version: "12",
    creators: [ann],
    levels: { users: { [ben]: 100 }, users_default: 0, events: { "m.room.tombstone": 150 } },
  };

  it("has creators above all levels, not listed among its users", () => {
    expect(levelOf(facts, ann)).toBe(Number.POSITIVE_INFINITY);
    expect(roleOf(facts, ann)).toBe("creator");
    expect(maySendState(facts, ann, "m.room.tombstone")).toBe(true);
  });

  it("has admins below them", () => {
    expect(roleOf(facts, ben)).toBe("admin");
    expect(maySendState(facts, ben, "m.room.tombstone")).toBe(false);
  });

  it("does not let a listed level of a creator lower it", () => {
    expect(roleOf({ ...facts, levels: { users: { [ann]: 0 } } }, ann)).toBe("creator");
  });

  it("counts additional creators", () => {
    expect(roleOf({ ...facts, creators: [ann, cem] }, cem)).toBe("creator");
  });
});

describe("a version 10 room", () => {
  const facts: PowerFacts = { version: "10", creators: [ann], levels: { users: { [ann]: 100, [ben]: "50" } } };

  it("knows its creator by the level only", () => {
    expect(roleOf(facts, ann)).toBe("admin");
    expect(roleOf({ ...facts, levels: { users: { [ben]: 100 } } }, ann)).toBe("member");
  });

  it("reads levels that are texts, as old rooms have them", () => {
    expect(roleOf(facts, ben)).toBe("moderator");
  });

  it("gives the creator 100 while there are no levels", () => {
    expect(levelOf({ ...facts, levels: null }, ann)).toBe(100);
    expect(levelOf({ ...facts, levels: null }, ben)).toBe(0);
  });
});

it("knows by the version which rule holds", () => {
  expect(["1", "11", "12", "13", "org.matrix.hydra.11", "org.example.99"].map(creatorsRule)).toEqual([
    false,
    false,
    true,
    true,
    true,
    false,
  ]);
});

it("lets nobody who is not in the room do anything, a creator included", () => {
  const facts: PowerFacts = { version: "12", creators: [ann], levels: {} };
  expect(Object.values(permissionsOf(facts, ann, false)).some(Boolean)).toBe(false);
  expect(Object.values(permissionsOf(facts, ann, true)).every(Boolean)).toBe(true);
});

it("lets members start calls where the room says so", () => {
  const open: PowerFacts = {
    version: "12",
    creators: [ann],
    levels: { events: { "org.matrix.msc3401.call.member": 0 } },
  };
  expect(permissionsOf(open, ben, true).startCall).toBe(true);
  expect(permissionsOf({ ...open, levels: {} }, ben, true).startCall).toBe(false);
});

it("holds people to what the levels say of speaking and inviting", () => {
  const facts: PowerFacts = {
    version: "11",
    creators: [ann],
    levels: { events_default: 20, invite: 30, events: { "m.reaction": 0 }, users: { [ben]: 25 } },
  };
  expect(permissionsOf(facts, ben, true)).toMatchObject({ send: true, react: true, invite: false, kick: false });
  expect(permissionsOf(facts, cem, true)).toMatchObject({ send: false, react: true });
  expect(mayInvite(facts, ben)).toBe(false);
});

it("lets those tell everyone whom the room lets, moderators unless it says otherwise", () => {
  const facts: PowerFacts = { version: "11", creators: [ann], levels: { users: { [ben]: 50 } } };
  const may = (userId: string, levels: PowerFacts["levels"]) =>
    permissionsOf({ ...facts, levels }, userId, true).notifyRoom;
  expect([may(ben, facts.levels), may(cem, facts.levels)]).toEqual([true, false]);
  expect(may(cem, { notifications: { room: 0 } })).toBe(true);
  expect(may(ben, { ...facts.levels, notifications: { room: 75 } })).toBe(false);
  expect(may(ben, { ...facts.levels, events_default: 60 })).toBe(false);
});

it("lets whoever may name the room show it in the directory, which is what the homeserver asks", () => {
  const facts: PowerFacts = { version: "11", creators: [ann], levels: { users: { [ben]: 50 } } };
  expect([ben, cem].map((userId) => permissionsOf(facts, userId, true).editListing)).toEqual([true, false]);
  const strict = { ...facts, levels: { ...facts.levels, events: { "m.room.canonical_alias": 100 } } };
  expect(permissionsOf(strict, ben, true)).toMatchObject({ editAccess: true, editListing: false });
});

it("is not misled by levels that are no numbers", () => {
  const facts: PowerFacts = {
    version: "11",
    creators: [ann],
    levels: { users: { [ben]: "lots", [cem]: { toString: "100" } }, users_default: null },
  };
  expect([levelOf(facts, ben), levelOf(facts, cem)]).toEqual([0, 0]);
  expect(levelOf({ ...facts, levels: { users: [100] } }, "0")).toBe(0);
});

describe("what one may do to another", () => {
  const facts: PowerFacts = {
    version: "12",
    creators: [ann],
    levels: { users: { [ben]: 100, [cem]: "50" }, users_default: 0, events: { "m.room.power_levels": 100 } },
  };
  const on = (me: string, userId: string, membership: string | null = "join") =>
    actionsOn(facts, me, { userId, membership });

  it("goes to those below oneself, never to creators, and never to one's equals", () => {
    expect(on(ann, ben)).toEqual({ remove: true, ban: true, roles: ["admin", "moderator", "member"] });
    expect(on(ben, ann)).toEqual({ remove: false, ban: false, roles: [] });
    expect(on(cem, ben)).toEqual({ remove: false, ban: false, roles: [] });
    expect(on(cem, "@dan:x")).toEqual({ remove: true, ban: true, roles: [] });
    expect(on("@dan:x", "@eva:x")).toEqual({ remove: false, ban: false, roles: [] });
  });

  it("is a way down for oneself, but not for creators", () => {
    expect(on(ben, ben)).toEqual({ remove: false, ban: false, roles: ["admin", "moderator", "member"] });
    expect(on(ann, ann).roles).toEqual([]);
  });

  it("takes back invitations, and removes nobody who is not known to be there", () => {
    expect(on(ben, "@dan:x", "invite").remove).toBe(true);
    expect(on(ben, "@dan:x", null)).toMatchObject({ remove: false, ban: true });
    expect(on(ben, "@dan:x", "ban")).toMatchObject({ remove: false, ban: false });
  });
});
