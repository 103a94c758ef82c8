import { silentLog } from "@parley/kernel";
import { MatrixClient, MatrixEvent, Room } from "matrix-js-sdk";
import { describe, expect, it } from "vitest";
import { createSdkLogger } from "../sdk-logger.ts";
import { type Invitation, judge, readInvitation, type Standing } from "./invitation.ts";

const standing: Standing = {
  isChannel: (roomId) => roomId === "!listed" || roomId === "!left" || roomId === "!not-brought",
  isBrought: (roomId) => roomId === "!listed" || roomId === "!left",
  membershipIn: (spaceId) => (spaceId === "!mine" ? "join" : spaceId === "!offered" ? "invite" : null),
  hasLeft: (roomId) => roomId === "!left",
};
const invitation = (more: Partial<Invitation>): Invitation => ({
  roomId: "!listed",
  direct: false,
  plainRoom: true,
  spaceIds: ["!mine"],
  ...more,
});

describe("what is accepted without asking", () => {
  it("is a channel that a joined space lists, whatever its own rule says", () => {
    expect(judge(invitation({}), standing)).toBe("accept");
    expect(judge(invitation({ spaceIds: [] }), standing)).toBe("accept");
  });
  it("is nothing direct, no space, no room of an unknown type and nothing that was left", () => {
    expect(judge(invitation({ direct: true }), standing)).toBe("ask");
    expect(judge(invitation({ plainRoom: false }), standing)).toBe("ask");
    expect(judge(invitation({ roomId: "!left" }), standing)).toBe("ask");
  });
  it("is nothing that a space lists and does not bring", () => {
    expect(judge(invitation({ roomId: "!not-brought" }), standing)).toBe("ask");
  });
  it("is nothing that only claims a space: its listing is waited for", () => {
    expect(judge(invitation({ roomId: "!claims" }), standing)).toBe("wait");
    expect(judge(invitation({ roomId: "!claims", spaceIds: ["!unknown"] }), standing)).toBe("ask");
    expect(judge(invitation({ roomId: "!claims", spaceIds: [] }), standing)).toBe("ask");
  });
  it("is nothing of a space that is itself only offered", () => {
    expect(judge(invitation({ roomId: "!claims", spaceIds: ["!offered"] }), standing)).toBe("with-space");
  });
});

it("says where it belongs by its rule, and by the parent that a private channel names", () => {
  const client = new MatrixClient({ baseUrl: "http://hs", userId: "@me:hs", logger: createSdkLogger(silentLog) });
  const read = (...state: readonly (readonly [type: string, key: string, content: object])[]) => {
    const room = new Room("!new:hs", client, "@me:hs");
    const events = state.map(([type, key, content]) => ({ type, state_key: key, content, room_id: "!new:hs" }));
    room.currentState.setStateEvents(events.map((event) => new MatrixEvent(event)));
    return readInvitation(room, false);
  };
  const create = ["m.room.create", "", {}] as const;
  const allow = [{ room_id: "!one:hs" }, { room_id: 7 }, null];
  expect(read(create, ["m.room.join_rules", "", { join_rule: "restricted", allow }])).toMatchObject({
    plainRoom: true,
    spaceIds: ["!one:hs"],
  });
  const parents = [
    ["m.space.parent", "!one:hs", { via: ["hs"] }],
    ["m.space.parent", "!two:hs", { via: ["hs"] }],
    // Taken back.
    ["m.space.parent", "!three:hs", {}],
  ] as const;
  expect(read(create, ...parents, ["m.room.join_rules", "", { allow }]).spaceIds).toEqual(["!one:hs", "!two:hs"]);
});
