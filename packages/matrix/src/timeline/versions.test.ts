import { describe, expect, it } from "vitest";
import type { EventView } from "../content/event-view.ts";
import { buildMessage, buildView } from "./testing/views.ts";
import { versionsIn } from "./versions.ts";

const edit = (id: string, ts: number, body: string, over: Partial<EventView> = {}): EventView =>
  buildView({
    id,
    ts,
    content: { body: `* ${body}`, "m.new_content": { msgtype: "m.text", body } },
    relation: { kind: "edit", target: "$1" },
    ...over,
  });
const said = (original: EventView, edits: readonly EventView[]) =>
  versionsIn(original, edits).map(({ body }) => (body.type === "text" ? body.text : body.type));

describe("versions of a message", () => {
  it("stand in the order of their time, the first first", () => {
    expect(said(buildMessage("$1", "one"), [edit("$3", 30, "three"), edit("$2", 20, "two")])).toEqual([
      "one",
      "two",
      "three",
    ]);
  });

  it("are the author's own, and none that was deleted or says nothing", () => {
    const edits = [
      edit("$2", 20, "not mine", { sender: "@eve:x" }),
      edit("$3", 30, "deleted", { redacted: { by: null } }),
      edit("$4", 40, "", { content: {} }),
      edit("$5", 50, "state", { stateKey: "" }),
      edit("$6", 60, "other type", { type: "m.sticker" }),
    ];
    expect(said(buildMessage("$1", "one"), edits)).toEqual(["one"]);
  });

  it("of an encrypted message are encrypted", () => {
    const original = { ...buildMessage("$1", "one"), encrypted: true };
    expect(said(original, [edit("$2", 20, "clear"), edit("$3", 30, "two", { encrypted: true })])).toEqual([
      "one",
      "two",
    ]);
  });
});
