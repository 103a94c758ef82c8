import { buildNotice } from "@parley/testkit";
import { describe, expect, it } from "vitest";
import { foldNotices } from "./notices.ts";

const joined = (name: string) => buildNotice({ actorName: name, notice: { kind: "joined", subjectName: name } });
const left = (name: string) => buildNotice({ actorName: name, notice: { kind: "left", subjectName: name } });

describe("folded notices", () => {
  it("names everyone who joined in one clause", () => {
    expect(foldNotices([joined("Jun"), joined("Olena"), joined("Jun")])).toEqual([
      { kind: "joined", names: ["Jun", "Olena"], value: null, by: null },
    ]);
  });

  it("says nothing of who came and went", () => {
    expect(foldNotices([joined("Jun"), joined("Olena"), left("Jun")])).toEqual([
      { kind: "joined", names: ["Olena"], value: null, by: null },
    ]);
    expect(foldNotices([joined("Jun"), left("Jun")])).toEqual([]);
  });

  it("says of who was invited and came that they came", () => {
    const invited = (name: string) =>
      buildNotice({ actorName: "rosa", notice: { kind: "invited", subjectName: name } });
    expect(foldNotices([invited("ines"), joined("ines")])).toEqual([
      { kind: "joined", names: ["ines"], value: null, by: null },
    ]);
    expect(foldNotices([invited("ines"), invited("jun"), joined("ines")])).toEqual([
      { kind: "invited", names: ["jun"], value: null, by: "rosa" },
      { kind: "joined", names: ["ines"], value: null, by: null },
    ]);
  });

  it("says of who asked to come in that they were let in, once, and that they left after", () => {
    const letIn = (name: string) => buildNotice({ actorName: "rosa", notice: { kind: "let-in", subjectName: name } });
    const clause = { kind: "let-in", names: ["ines", "jun"], value: null, by: "rosa" };
    expect(foldNotices([letIn("ines"), letIn("jun"), joined("ines")])).toEqual([clause]);
    expect(foldNotices([letIn("ines"), letIn("jun"), joined("ines"), left("ines")])).toEqual([
      clause,
      { kind: "left", names: ["ines"], value: null, by: null },
    ]);
  });

  it("tells who became what by whom, the last of several roles alone, and leaves the actor out of their own", () => {
    const made = (kind: "made-moderator" | "made-admin" | "made-member", name: string, actorName = "rosa") =>
      buildNotice({ actorId: `@${actorName}:localhost`, actorName, notice: { kind, subjectName: name } });
    const clause = { kind: "made-moderator", names: ["ines", "jun"], value: null, by: "rosa" };
    const two = [made("made-moderator", "ines"), made("made-moderator", "jun")];
    expect(foldNotices(two)).toEqual([clause]);
    expect(foldNotices([...two, made("made-member", "jun")])).toEqual([
      { ...clause, names: ["ines"] },
      { kind: "made-member", names: ["jun"], value: null, by: "rosa" },
    ]);
    expect(foldNotices([made("made-member", "rosa")])).toEqual([
      { kind: "made-member", names: ["rosa"], value: null, by: null },
    ]);
  });

  it("folds people by who they are, and tells those of one name apart by their ids", () => {
    const ofId = (kind: "joined" | "left", subjectId: string) =>
      buildNotice({ actorId: subjectId, actorName: "Jun", subjectId, notice: { kind, subjectName: "Jun" } });
    const [one, two] = ["@jun:x", "@jun:y"];
    expect(foldNotices([ofId("joined", one), ofId("joined", two), joined("Olena")])).toEqual([
      { kind: "joined", names: ["Jun (@jun:x)", "Jun (@jun:y)", "Olena"], value: null, by: null },
    ]);
    // Another one of that name has left: the first is still here.
    expect(foldNotices([ofId("joined", one), ofId("left", two)])).toEqual([
      { kind: "joined", names: ["Jun (@jun:x)"], value: null, by: null },
      { kind: "left", names: ["Jun (@jun:y)"], value: null, by: null },
    ]);
    const invited = buildNotice({
      actorId: one,
      actorName: "Jun",
      subjectId: two,
      notice: { kind: "invited", subjectName: "Jun" },
    });
    expect(foldNotices([invited])).toEqual([
      { kind: "invited", names: ["Jun (@jun:y)"], value: null, by: "Jun (@jun:x)" },
    ]);
  });

  it("tells the last of several names, and who invited", () => {
    const renamed = (to: string) => buildNotice({ actorName: "Jun", notice: { kind: "renamed", from: "Jun", to } });
    const invited = buildNotice({ actorName: "Rosa", notice: { kind: "invited", subjectName: "Kwame" } });
    expect(foldNotices([renamed("Juno"), renamed("June"), invited])).toEqual([
      { kind: "renamed", names: ["Jun"], value: "June", by: null },
      { kind: "invited", names: ["Kwame"], value: null, by: "Rosa" },
    ]);
  });
});
