import { signal } from "@parley/kernel";
import { expect, it } from "vitest";
import type { EventView, PendingView } from "../content/event-view.ts";
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
