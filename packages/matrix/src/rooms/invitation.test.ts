import { describe, expect, it } from "vitest";
import { type Invitation, judge, type Standing } from "./invitation.ts";

const standing: Standing = {
  isChannel: (roomId) => roomId === "!listed" || roomId === "!left",
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
  it("is nothing that only claims a space: its listing is waited for", () => {
    expect(judge(invitation({ roomId: "!claims" }), standing)).toBe("wait");
    expect(judge(invitation({ roomId: "!claims", spaceIds: ["!unknown"] }), standing)).toBe("ask");
    expect(judge(invitation({ roomId: "!claims", spaceIds: [] }), standing)).toBe("ask");
  });
  it("is nothing of a space that is itself only offered", () => {
    expect(judge(invitation({ roomId: "!claims", spaceIds: ["!offered"] }), standing)).toBe("with-space");
  });
});
