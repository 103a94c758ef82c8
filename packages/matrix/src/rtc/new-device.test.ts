import { MatrixEventEvent } from "matrix-js-sdk";
import { afterEach, expect, it, vi } from "vitest";
import { buildRig, me, roomId } from "../notifications/testing/rig.ts";
import { createCalls } from "./calls.ts";
import { ada, adasPlace, buildCallMember, myPlace, setUpRinging, transport } from "./testing/rings.ts";

afterEach(() => vi.restoreAllMocks());

/** An event that this device has no key for; what it refers to can be seen. */
const buildSealed = (refersTo: string, event: Record<string, unknown> = {}) => ({
  type: "m.room.encrypted",
  content: { "algorithm": "m.megolm.v1.aes-sha2", "m.relates_to": { rel_type: "m.reference", event_id: refersTo } },
  ...event,
});

it("rings for what cannot be read and refers to the place of a caller who is alone, when its key does not come", async () => {
  const { members, arrive, shown, clock } = setUpRinging();
  members.value = [{ ...adasPlace, joinedAt: clock.now(), intent: "video" }];
  const event = await arrive(buildSealed(adasPlace.eventId));
  clock.tick(900);
  expect(shown()).toEqual([]);
  clock.tick(200);
  expect(shown()).toMatchObject([{ id: event.getId(), callerId: ada, intent: "video" }]);
  // Declined by another device of mine, which sealed that for others alone.
  await arrive(buildSealed(event.getId() ?? "", { sender: me }));
  clock.tick(1001);
  expect(shown()).toEqual([]);
});

it("stops when what could not be read turns out to be something else", async () => {
  const { members, arrive, shown, clock, client } = setUpRinging();
  members.value = [{ ...adasPlace, joinedAt: clock.now() }];
  const event = await arrive(buildSealed(adasPlace.eventId));
  clock.tick(1001);
  expect(shown()).toHaveLength(1);
  const clearEvent = { type: "io.element.call.reaction", content: {}, room_id: roomId };
  await event.attemptDecryption({ decryptEvent: async () => ({ clearEvent }) } as never);
  client.emit(MatrixEventEvent.Decrypted, event);
  expect(shown()).toEqual([]);
});

it.each<[string, (set: ReturnType<typeof setUpRinging>) => Promise<unknown>]>([
  ["refers to something else", ({ arrive }) => arrive(buildSealed("$message"))],
  ["is not the caller's", ({ arrive }) => arrive(buildSealed(adasPlace.eventId, { sender: "@eve:x" }))],
  ["is mine", ({ arrive }) => arrive(buildSealed(adasPlace.eventId, { sender: me }))],
  [
    "comes later in the call",
    ({ arrive, clock }) => arrive(buildSealed(adasPlace.eventId, { origin_server_ts: clock.now() + 31_000 })),
  ],
  [
    "is said where others are in",
    async ({ arrive, members }) => {
      members.value = [...members.value, buildCallMember({ userId: "@eve:x" })];
      await arrive(buildSealed(adasPlace.eventId));
    },
  ],
])("does not ring for what cannot be read and %s", async (_, happens) => {
  const set = setUpRinging();
  set.members.value = [{ ...adasPlace, joinedAt: set.clock.now() }];
  await happens(set);
  set.clock.tick(1001);
  expect(set.shown()).toEqual([]);
});

it("asks which devices the other has before it seals what rings them, and does not wait for the answer for long", async () => {
  const { clock, calls, client, room, members, sent } = setUpRinging();
  vi.spyOn(room, "hasEncryptionStateEvent").mockReturnValue(true);
  const asked: string[][] = [];
  const user = (id: string) => ({ toString: () => id, clone: () => id, free: () => {} });
  const olmMachine = {
    trackedUsers: async () => new Set([user(me), user(ada)]),
    queryKeysForUsers: (users: string[]) => void asked.push(users),
  };
  const outgoingRequestProcessor = { makeOutgoingRequest: () => new Promise(() => {}) };
  vi.spyOn(client, "getCrypto").mockReturnValue({ olmMachine, outgoingRequestProcessor } as never);
  const breath = () => new Promise((resolve) => setTimeout(resolve));
  await calls.of(roomId).join(transport, "audio");
  members.value = [myPlace];
  await breath();
  expect(asked).toEqual([[ada]]);
  clock.tick(490);
  await breath();
  expect(sent).not.toHaveBeenCalled();
  clock.tick(11);
  await vi.waitFor(() => expect(sent).toHaveBeenCalledOnce());
});

it("names the devices that a key did not reach, also when their homeserver cannot be asked for them", async () => {
  const { client, handle, room } = buildRig();
  vi.spyOn(room, "loadMembersIfNeeded").mockResolvedValue(true);
  const sent = vi.spyOn(client, "sendToDevice").mockResolvedValue({});
  const olmMachine = { trackedUsers: () => Promise.reject(new Error("no network")) };
  const encryptToDeviceMessages = async (eventType: string, to: readonly { deviceId: string }[]) => ({
    eventType,
    batch: to.filter(({ deviceId }) => deviceId === "OLD").map((device) => ({ ...device, payload: {} })),
  });
  vi.spyOn(client, "getCrypto").mockReturnValue({ olmMachine, encryptToDeviceMessages } as never);
  const devices = ["OLD", "NEW"].map((deviceId) => ({ userId: ada, deviceId }));
  const call = createCalls(handle).of(roomId);
  expect(await call.sendKey({ index: 0, key: new Uint8Array(16) }, devices)).toEqual([devices[1]]);
  expect(sent).toHaveBeenCalledOnce();
});
