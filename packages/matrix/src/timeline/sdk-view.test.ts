import { MatrixClient, MatrixEvent, MemoryStore } from "matrix-js-sdk";
import { describe, expect, it } from "vitest";
import type { EventView } from "../content/event-view.ts";
import { Projection } from "./projection.ts";
import { viewOf } from "./sdk-view.ts";
import { buildMessage, buildWorld } from "./testing/views.ts";

const client = new MatrixClient({ baseUrl: "http://homeserver.test", userId: "@me:x", store: new MemoryStore() });

type Json = Record<string, unknown>;

/** What reaches the mapping of an event whose payload, once decrypted, is `clear`. */
async function decrypted(clear: Json, wire: Json = {}, sender = "@eve:x"): Promise<EventView> {
  const event = new MatrixEvent({
    event_id: "$evil",
    room_id: "!room:x",
    sender,
    origin_server_ts: 50,
    type: "m.room.encrypted",
    content: { algorithm: "m.megolm.v1.aes-sha2", ciphertext: "…", ...wire },
  });
  const crypto = { decryptEvent: async () => ({ clearEvent: { room_id: "!room:x", content: {}, ...clear } }) };
  await event.attemptDecryption(crypto as never);
  return viewOf(event, client);
}

const plain = (over: Json): EventView =>
  viewOf(
    new MatrixEvent({ event_id: "$plain", room_id: "!room:x", sender: "@eve:x", origin_server_ts: 50, ...over }),
    client,
  );

/** The row of ann's encrypted message once `view` is known too, and the rows that `view` itself makes. */
function beside(view: EventView) {
  const projection = new Projection();
  projection.put({ ...buildMessage("$victim", "words of ann"), encrypted: true });
  projection.put(view);
  const [victim, ...own] = projection.project(["$victim", view.id], [], true, buildWorld());
  return { victim, own };
}

const untouched = { body: { type: "text", text: "words of ann" }, edited: false, reactions: [] };

describe("what an encrypted payload may do to other events", () => {
  it.each([
    ["redacts in the content", { type: "m.room.redaction", content: { redacts: "$victim" } }],
    ["redacts beside it", { type: "m.room.redaction", redacts: "$victim" }],
    ["both, with words", { type: "m.room.redaction", redacts: "$victim", content: { redacts: "$victim", body: "x" } }],
  ])("deletes nothing: %s", async (_, clear) => {
    const view = await decrypted(clear);
    expect(view.relation).toBeNull();
    expect(beside(view).victim).toMatchObject(untouched);
  });

  it("takes only the homeserver's own redactions", () => {
    const top = plain({ type: "m.room.redaction", redacts: "$victim", content: {} });
    const inContent = plain({ type: "m.room.redaction", content: { redacts: "$victim" } });
    for (const view of [top, inContent]) {
      expect(beside(view).victim).toMatchObject({ body: { type: "redacted", by: "@eve:x" } });
    }
    expect(plain({ type: "m.room.message", redacts: "$victim", content: { redacts: "$victim" } }).relation).toBeNull();
  });

  it("relates by what the homeserver has seen, not by what the payload says", async () => {
    const edit = {
      "msgtype": "m.text",
      "body": "* forged",
      "m.new_content": { msgtype: "m.text", body: "forged" },
      "m.relates_to": { rel_type: "m.replace", event_id: "$victim" },
    };
    const hidden = await decrypted({ type: "m.room.message", content: edit }, {}, "@ann:x");
    expect(hidden.relation).toBeNull();
    expect(beside(hidden).victim).toMatchObject(untouched);
    const other = await decrypted(
      { type: "m.room.message", content: edit },
      { "m.relates_to": { rel_type: "m.thread" } },
    );
    expect(other.content["m.relates_to"]).toEqual({ rel_type: "m.thread" });
    const reaction = { "m.relates_to": { rel_type: "m.annotation", event_id: "$victim", key: "👎" } };
    expect(beside(await decrypted({ type: "m.reaction", content: reaction })).victim).toMatchObject(untouched);
  });

  it("edits by the same sender only, of the same type, encrypted for encrypted", async () => {
    const relates = { "m.relates_to": { rel_type: "m.replace", event_id: "$victim" } };
    const content = { "msgtype": "m.text", "body": "* new", "m.new_content": { msgtype: "m.text", body: "new" } };
    const message = { type: "m.room.message", content };
    expect(beside(await decrypted(message, relates, "@ann:x")).victim).toMatchObject({
      edited: true,
      body: { text: "new" },
    });
    expect(beside(await decrypted(message, relates, "@eve:x")).victim).toMatchObject(untouched);
    expect(beside(await decrypted({ type: "m.sticker", content }, relates, "@ann:x")).victim).toMatchObject(untouched);
    const clear = plain({ sender: "@ann:x", type: "m.room.message", content: { ...content, ...relates } });
    expect(beside(clear).victim).toMatchObject(untouched);
    // New words in the clear beside an encrypted payload are nobody's.
    const split = { ...relates, "m.new_content": { msgtype: "m.text", body: "forged" } };
    const outside = await decrypted(
      { type: "m.room.message", content: { msgtype: "m.text", body: "x" } },
      split,
      "@ann:x",
    );
    expect(beside(outside).victim).toMatchObject(untouched);
  });

  it("reacts by m.reaction only", () => {
    const relates = { "m.relates_to": { rel_type: "m.annotation", event_id: "$victim", key: "👍" } };
    expect(plain({ type: "m.reaction", content: relates }).relation).toMatchObject({ kind: "reaction" });
    expect(
      plain({ type: "m.room.message", content: { msgtype: "m.text", body: "x", ...relates } }).relation,
    ).toBeNull();
  });

  it("claims no state", async () => {
    const banned = await decrypted({ type: "m.room.member", state_key: "@ann:x", content: { membership: "ban" } });
    expect(banned.stateKey).toBeNull();
    expect(beside(banned).own).toEqual([]);
    const named = await decrypted({ type: "m.room.name", state_key: "", content: { name: "taken over" } });
    expect(beside(named).own).toEqual([]);
  });

  it("still quotes what a payload answers", async () => {
    const answer = { msgtype: "m.text", body: "yes", "m.relates_to": { "m.in_reply_to": { event_id: "$victim" } } };
    const view = await decrypted({ type: "m.room.message", content: answer });
    expect(beside(view).own).toMatchObject([{ replyTo: { eventId: "$victim", text: "words of ann" } }]);
  });
});

describe("what the push rules find", () => {
  const highlight = { actions: ["notify", { set_tweak: "highlight" }], default: false, enabled: true };
  const rules = {
    global: {
      content: [{ ...highlight, rule_id: "deploy", pattern: "deploy" }],
      override: [{ ...highlight, rule_id: ".m.rule.other", default: true, conditions: [] }],
    },
  };
  const said = (body: string, mentions?: Json, over: Json = {}) => {
    const content = { msgtype: "m.text", body, ...(mentions === undefined ? {} : { "m.mentions": mentions }) };
    return plain({ type: "m.room.message", content, ...over }).highlight;
  };

  it("is a keyword whomever the message names, and a name only where it does not say whom", () => {
    client.setPushRules({ global: { content: rules.global.content } } as never);
    expect(said("we should Deploy today")).toBe(true);
    expect(said("we should deploy today", {})).toBe(true);
    expect(said("redeployed", {})).toBe(false);
    expect(said("deploy", {}, { sender: "@me:x" })).toBe(false);
    client.setPushRules({ global: { override: rules.global.override } } as never);
    expect(said("anything")).toBe(true);
    expect(said("anything", {})).toBe(false);
  });
});
