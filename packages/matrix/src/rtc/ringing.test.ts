import { ClientEvent, MatrixEvent } from "matrix-js-sdk";
import { afterEach, expect, it, vi } from "vitest";
import { me, roomId } from "../notifications/testing/rig.ts";
import { declineType, notificationType, ringMs } from "./ring-content.ts";
import { ada, adasPlace, buildCallMember, myPlace, setUpRinging, transport } from "./testing/rings.ts";

afterEach(() => vi.restoreAllMocks());

it("rings while the caller is in the call, at most for its time", async () => {
  const { members, ring, shown, clock } = setUpRinging();
  await ring();
  expect(shown()).toEqual([]);
  members.value = [adasPlace];
  expect(shown()).toMatchObject([{ roomId, callerId: ada, callerName: "Ada", intent: "video", quiet: false }]);
  clock.tick(29_000);
  expect(shown()).toHaveLength(1);
  clock.tick(2000);
  expect(shown()).toEqual([]);
  // A change of places brings nothing back.
  members.value = [{ ...adasPlace, eventId: "$renewed" }];
  expect(shown()).toEqual([]);
});

it.each<[string, (set: ReturnType<typeof setUpRinging>) => unknown]>([
  ["the caller gives up", ({ members }) => (members.value = [])],
  ["another device of mine goes in", ({ members }) => (members.value = [adasPlace, { ...myPlace, own: false }])],
  ["another device of mine declines", ({ decline, shown }) => decline(shown()[0]?.id ?? "", me)],
  ["the room is left", ({ room }) => room.updateMyMembership("leave")],
  [
    "the caller is blocked",
    ({ client }) => {
      const content = { ignored_users: { [ada]: {} } };
      const event = new MatrixEvent({ type: "m.ignored_user_list", content });
      client.store.storeAccountDataEvents([event]);
      client.emit(ClientEvent.AccountData, event);
    },
  ],
  [
    "it is taken back",
    ({ arrive, shown }) =>
      arrive({ type: "m.room.redaction", redacts: shown()[0]?.id, content: { redacts: shown()[0]?.id } }),
  ],
])("stops when %s", async (_, happens) => {
  const set = setUpRinging();
  set.members.value = [adasPlace];
  await set.ring();
  expect(set.shown()).toHaveLength(1);
  await happens(set);
  expect(set.shown()).toEqual([]);
});

it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
  ["somebody else is meant", { "m.mentions": { user_ids: ["@eve:x"] } }, {}],
  ["it only tells", { notification_type: "notification" }, {}],
  ["it is over", { sender_ts: 1 }, { origin_server_ts: 1, unsigned: { age: 90_000 } }],
  ["it is old by the homeserver", {}, { unsigned: { age: 31_000 } }],
  ["I ring myself", {}, { sender: me }],
  ["it claims to be state", {}, { state_key: "" }],
])("does not ring when %s", async (_, content, event) => {
  const { members, ring, shown, clock } = setUpRinging();
  clock.tick(10_000_000);
  members.value = [adasPlace];
  await ring(content, event);
  expect(shown()).toEqual([]);
});

it("does not ring for a call that I am in, nor for one without its caller", async () => {
  const { members, ring, shown } = setUpRinging();
  members.value = [adasPlace, myPlace];
  await ring();
  expect(shown()).toEqual([]);
  members.value = [buildCallMember({ userId: "@eve:x" })];
  await ring();
  expect(shown()).toEqual([]);
});

it("does not ring in a channel, whatever is said there", async () => {
  const { members, ring, shown, room } = setUpRinging();
  const third = { type: "m.room.member", state_key: "@eve:x", content: { membership: "join" }, sender: "@eve:x" };
  room.currentState.setStateEvents([new MatrixEvent({ ...third, room_id: roomId, event_id: "$third" })]);
  members.value = [adasPlace];
  await ring();
  expect(shown()).toEqual([]);
});

it("keeps one card a room, for two minutes at most, and falls silent when somebody rings on and on", async () => {
  const { members, ring, shown, clock } = setUpRinging();
  members.value = [adasPlace];
  const quiet: boolean[] = [];
  for (let at = 0; at < 3; at += 1) {
    await ring({ lifetime: 1e12 });
    expect(shown()).toHaveLength(1);
    quiet.push(shown()[0]?.quiet ?? true);
    clock.tick(50_000);
  }
  // Rung anew each time, it still ended two minutes after the first.
  expect(shown()).toEqual([]);
  for (let at = 0; at < 20; at += 1) {
    await ring();
    quiet.push(...shown().map((one) => one.quiet));
    members.value = [];
    members.value = [adasPlace];
  }
  expect(quiet).toEqual([false, false, false, true, true, true, true, true]);
});

it("declines: at once here, and for the caller", async () => {
  const { members, ring, shown, sent, ringing } = setUpRinging();
  members.value = [adasPlace];
  const event = await ring();
  await ringing.decline(event.getId() ?? "");
  expect(shown()).toEqual([]);
  expect(sent).toHaveBeenCalledWith(roomId, declineType, {
    "m.relates_to": { rel_type: "m.reference", event_id: event.getId() },
    "msc4354_sticky_key": event.getId(),
  });
});

async function begun() {
  const set = setUpRinging();
  const place = await set.calls.of(roomId).join(transport, "audio");
  set.members.value = [myPlace];
  await vi.waitFor(() => expect(set.sent).toHaveBeenCalledOnce());
  await Promise.resolve();
  return { ...set, place, state: () => set.ringing.outgoing.value.get(roomId)?.state };
}

it("rings the other when this device is the first in the call", async () => {
  const { sent, state, members } = await begun();
  expect(sent.mock.calls[0]).toMatchObject([
    roomId,
    notificationType,
    {
      "m.mentions": { user_ids: [ada], room: false },
      "notification_type": "ring",
      "lifetime": ringMs,
      "m.relates_to": { rel_type: "m.reference", event_id: myPlace.eventId },
    },
  ]);
  expect(state()).toBe("ringing");
  members.value = [myPlace, adasPlace];
  expect(state()).toBeUndefined();
});

it("says that it was declined, or that nobody answered, and rings again when asked", async () => {
  const { decline, state, clock, ringing, sent } = await begun();
  await decline("$another", ada);
  await decline("$mine", "@eve:x");
  expect(state()).toBe("ringing");
  await decline("$mine", ada);
  expect(state()).toBe("declined");
  sent.mockResolvedValue({ event_id: "$second" });
  ringing.again(roomId);
  expect(state()).toBe("ringing");
  await vi.waitFor(() => expect(sent).toHaveBeenCalledTimes(2));
  clock.tick(ringMs + 1);
  expect(state()).toBe("unanswered");
});

it("tells that whom one calls has not come into the room yet, and rings them when they do, while one waits", async () => {
  const enter = (set: ReturnType<typeof setUpRinging>, membership: string) =>
    set.arrive({ type: "m.room.member", sender: ada, state_key: ada, content: { membership, displayname: "Ada" } });
  const call = async () => {
    const set = setUpRinging();
    await enter(set, "invite");
    const place = await set.calls.of(roomId).join(transport, "audio");
    set.members.value = [myPlace];
    await Promise.resolve();
    return { ...set, place, state: () => set.ringing.outgoing.value.get(roomId)?.state };
  };
  const waits = await call();
  expect(waits.state()).toBe("invited");
  expect(waits.sent).not.toHaveBeenCalled();
  await enter(waits, "join");
  await vi.waitFor(() => expect(waits.sent).toHaveBeenCalledOnce());
  expect(waits.sent.mock.calls[0]?.[2]).toMatchObject({ "m.mentions": { user_ids: [ada] } });
  expect(waits.state()).toBe("ringing");
  const left = await call();
  await left.place.leave();
  expect(left.state()).toBeUndefined();
  await enter(left, "join");
  await new Promise((resolve) => setTimeout(resolve));
  expect(left.sent).not.toHaveBeenCalled();
});

it("rings nobody when others are in, when one has left again, and says when it could not", async () => {
  const others = setUpRinging();
  others.members.value = [adasPlace];
  await others.calls.of(roomId).join(transport, "audio");
  others.members.value = [adasPlace, myPlace];
  const gone = setUpRinging();
  await (await gone.calls.of(roomId).join(transport, "audio")).leave();
  gone.members.value = [myPlace];
  await new Promise((resolve) => setTimeout(resolve));
  expect(others.sent).not.toHaveBeenCalled();
  expect(gone.sent).not.toHaveBeenCalled();
  expect(gone.left).toHaveBeenCalledOnce();

  const failing = setUpRinging();
  failing.sent.mockRejectedValue(new Error("no"));
  await failing.calls.of(roomId).join(transport, "audio");
  failing.members.value = [myPlace];
  await vi.waitFor(() => expect(failing.ringing.outgoing.value.get(roomId)?.state).toBe("failed"));
});
