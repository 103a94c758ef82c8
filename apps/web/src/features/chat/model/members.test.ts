import { buildMember } from "@parley/testkit";
import { describe, expect, it } from "vitest";
import { groupMembers } from "./members.ts";

const groups = (members: Parameters<typeof groupMembers>[0]) =>
  groupMembers(members).map((group) => `${group.id} ${group.members.length}`);

describe("members", () => {
  it("stand by presence where it is known", () => {
    expect(
      groups([
        buildMember({ presence: "online", role: "creator" }),
        buildMember({ presence: "away" }),
        buildMember({ presence: "unknown" }),
        buildMember({ membership: "invite" }),
      ]),
    ).toEqual(["online 2", "offline 1", "invited 1"]);
  });

  it("have no roles between two people", () => {
    const both = [buildMember({ role: "creator" }), buildMember({ role: "creator" })];
    expect(groupMembers(both, true).map((group) => `${group.id} ${group.members.length}`)).toEqual(["member 2"]);
  });

  it("stand by role where it is not, the creator above all", () => {
    expect(
      groups([buildMember(), buildMember({ role: "admin" }), buildMember({ role: "creator" }), buildMember()]),
    ).toEqual(["creator 1", "admin 1", "member 2"]);
  });
});
