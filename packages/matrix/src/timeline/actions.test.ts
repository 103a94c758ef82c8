import { signal } from "@parley/kernel";
import { expect, it } from "vitest";
import type { EventView, PendingView } from "../content/event-view.ts";
import { keyOfTxn } from "../content/row-key.ts";
import type { Outgoing } from "../outbox/entry.ts";
import { Actions } from "./actions.ts";
import { Projection } from "./projection.ts";
import { buildMessage, buildView } from "./testing/views.ts";

const refused = { state: "failed", since: 1, reason: "forbidden" } as const;

/** Actions on these events, and what they hand to the send queue. */
function acting(events: readonly EventView[], pending: readonly PendingView[] = []) {
  const written: Outgoing[] = [];
  const calls: string[] = [];
  const outbox = {
    pending: () => signal(pending),
    enqueue: async (outgoing: Outgoing) => written.push(outgoing),
    rewrite: async () => false,
    retry: async (txnId: string) => void calls.push(`retry ${txnId}`),
    discard: async (txnId: string) => void calls.push(`discard ${txnId}`),
  };
  const projection = new Projection();
  for (const event of events) projection.put(event);
  const actions = new Actions("!a", "@me:x", outbox as never, projection, null as never);
  return { actions, written, calls };
}

const waiting = (txnId: string, over: Partial<PendingView>): PendingView => ({
  txnId,
  kind: "redaction",
  type: "m.room.redaction",
  content: {},
  target: null,
  ts: 1,
  send: { state: "queued", since: 1 },
  eventId: null,
  ...over,
});

it("tries a removal that was refused again, and makes no second one", async () => {
  const reaction = buildView({
    id: "$a",
    sender: "@me:x",
    type: "m.reaction",
    relation: { kind: "reaction", target: "$1", key: "👍" },
  });
  const { actions, written, calls } = acting(
    [{ ...buildMessage("$1", "one"), sender: "@me:x" }, reaction],
    [
      waiting("t1", { target: { eventId: "$1" }, send: refused }),
      waiting("t2", { target: { eventId: "$a" }, send: refused }),
    ],
  );
  await actions.redact("$1");
  await actions.toggleReaction("$1", "👍");
  expect(calls).toEqual(["retry t1", "retry t2"]);
  expect(written).toEqual([]);
  await actions.redactSoon("$1", 9);
  expect(calls.slice(2)).toEqual(["discard t1"]);
  expect(written).toMatchObject([{ kind: "redaction", target: { eventId: "$1" }, heldUntil: 9 }]);
});

const calling = (...names: string[]) => ({ "m.mentions": names.length === 0 ? {} : { user_ids: names } });
const changed = (body: string, fresh: string[], all: string[]) => ({
  msgtype: "m.text",
  body: `* ${body}`,
  ...calling(...fresh),
  "m.new_content": { msgtype: "m.text", body, ...calling(...all) },
});

it("calls nobody by a change whom the message, the change before or one on its way has called", async () => {
  const first = { ...buildMessage("$1", "hi @ann", calling("@ann:x")), sender: "@me:x", txnId: "t0" };
  const edit = buildView({
    id: "$2",
    sender: "@me:x",
    content: changed("hi @bob", ["@bob:x"], ["@bob:x"]),
    relation: { kind: "edit", target: "$1" },
  });
  const onItsWay = (txnId: string, name: string, over: Partial<PendingView>) =>
    waiting(txnId, { kind: "edit", type: "m.room.message", content: changed("x", [name], [name]), ...over });
  const { actions, written } = acting(
    [first, edit],
    [
      onItsWay("t1", "@cas:x", { target: { eventId: "$1" } }),
      onItsWay("t2", "@dee:x", { target: { txnId: "t0" }, send: null, eventId: "$3" }),
      onItsWay("t3", "@eli:x", { target: { eventId: "$1" }, send: refused }),
      onItsWay("t4", "@fay:x", { target: { eventId: "$other" } }),
    ],
  );
  const userIds = ["@ann:x", "@bob:x", "@cas:x", "@dee:x", "@eli:x", "@fay:x"];
  await actions.edit("$1", { text: "hi all", mentions: { userIds } });
  expect(written[0]?.content).toMatchObject({
    "m.mentions": { user_ids: ["@eli:x", "@fay:x"] },
    "m.new_content": { "m.mentions": { user_ids: userIds } },
  });
});

it("calls nobody anew by other words under a file", async () => {
  const file = { msgtype: "m.image", filename: "a.png", url: "mxc://x/1" };
  const first = { ...buildMessage("$1", "hi @ann", { ...file, ...calling("@ann:x") }), sender: "@me:x" };
  const content = { ...changed("hi", [], []), "m.new_content": { ...file, body: "hi", "m.mentions": {} } };
  const edit = buildView({ id: "$2", sender: "@me:x", content, relation: { kind: "edit", target: "$1" } });
  const { actions, written } = acting([first, edit]);
  await actions.edit("$1", { text: "hi @ann", mentions: { userIds: ["@ann:x"] } });
  expect(written[0]?.content["m.mentions"]).toEqual({});
  expect(written[0]?.content["m.new_content"]).toMatchObject({ url: "mxc://x/1" });
});

it("says of an answer whom it answers, and names them when it is changed too", async () => {
  const asked = { ...buildMessage("$0", "when?"), sender: "@jun:x" };
  const relates = { "m.relates_to": { "m.in_reply_to": { event_id: "$0" } } };
  const answer = { ...buildMessage("$1", "at four", { ...calling("@jun:x"), ...relates }), sender: "@me:x" };
  // Written with a client that does not call whom it answers.
  const quiet = { ...buildMessage("$2", "at five", { ...calling(), ...relates }), sender: "@me:x" };
  const sending = waiting("t1", { kind: "message", content: answer.content, repliedTo: "@jun:x" });
  const { actions, written } = acting([asked, answer, quiet], [sending]);
  const mentions = { userIds: ["@jun:x", "@mira:x"] };
  await actions.send({ text: "at four", replyTo: "$0", mentions });
  expect(written[0]).toMatchObject({ repliedTo: "@jun:x", content: { "m.mentions": { user_ids: mentions.userIds } } });
  await actions.edit("$1", { text: "at six" });
  await actions.edit(keyOfTxn("t1"), { text: "at six" });
  for (const change of written.slice(1)) {
    expect(change).toMatchObject({ kind: "edit", repliedTo: "@jun:x" });
    expect(change.content["m.mentions"]).toEqual({});
    expect(change.content["m.new_content"]).toMatchObject({ "m.mentions": { user_ids: ["@jun:x"] } });
  }
  await actions.edit("$2", { text: "at six" });
  expect(written[3]?.content["m.new_content"]).toEqual({ msgtype: "m.text", body: "at six", "m.mentions": {} });
});

it.each([
  ["an answer", { "m.relates_to": { "m.in_reply_to": { event_id: "$0" } } }],
  [
    "the last of a thread",
    { "m.relates_to": { rel_type: "m.thread", is_falling_back: true, "m.in_reply_to": { event_id: "$0" } } },
  ],
  ["no answer", {}],
])("sends on nothing that an older client quoted before %s", async (_, relates) => {
  const quoting = buildMessage("$1", "> <@eve:x> the secret of Eve\n\nyes", {
    format: "org.matrix.custom.html",
    formatted_body: "<mx-reply><blockquote>the secret of Eve</blockquote></mx-reply>yes",
    ...relates,
  });
  const { actions, written } = acting([quoting]);
  await actions.forward("$1", "!b");
  expect(written[0]?.content).toEqual({
    msgtype: "m.text",
    body: "yes",
    format: "org.matrix.custom.html",
    formatted_body: "yes",
    "m.mentions": {},
  });
});

it("sends on a quote that is the person's own", async () => {
  const { actions, written } = acting([buildMessage("$1", "> to be or not\n\nwell said")]);
  await actions.forward("$1", "!b");
  expect(written[0]?.content).toMatchObject({ body: "> to be or not\n\nwell said" });
});
