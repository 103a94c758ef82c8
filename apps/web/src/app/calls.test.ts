import { signal } from "@parley/kernel";
import type { RoomDetails } from "@parley/matrix";
import { buildRoom, buildSession, buildSpace } from "@parley/testkit";
import { buildCall, type FakeCall } from "@parley/testkit/calls";
import { expect, it, vi } from "vitest";
import { currentCallOf } from "./calls.ts";

const roomId = "!studio:localhost";
const entry = { intent: "audio", microphone: false, camera: false } as const;
const settled = () => new Promise((resolve) => setImmediate(resolve));

async function inCall() {
  const session = buildSession({
    spaces: [buildSpace({ id: "!s:localhost", name: "Atelier" })],
    rooms: [buildRoom({ id: roomId, name: "Studio", voice: true, spaceId: "!s:localhost" })],
  });
  const details = signal<RoomDetails | null>(session.rooms.details(roomId).value);
  vi.spyOn(session.rooms, "details").mockReturnValue(details);
  const stand = async (membership: RoomDetails["membership"]) => {
    const before = details.peek();
    if (before !== null) details.value = { ...before, membership };
    await settled();
  };
  const made: FakeCall[] = [];
  const current = currentCallOf(session, async () => () => ({
    join() {
      const call = buildCall({ roomId });
      made.push(call);
      return call;
    },
  }));
  current.join(roomId, entry);
  await settled();
  const removed = async () => {
    const [call] = made;
    if (call !== undefined) call.state.value = { state: "left", why: "removed" };
    await settled();
  };
  return { current, removed, stand };
}

it("tells whoever was taken out of the room that the call is over for them, until they have come into it anew", async () => {
  const { current, removed, stand } = await inCall();
  await stand("leave");
  await removed();
  expect(current.now.value?.state.value).toEqual({ state: "left", why: "removed" });
  await stand("join");
  expect(current.now.value).toBeNull();
});

it("keeps that word for whoever was taken out of the call alone", async () => {
  const { current, removed, stand } = await inCall();
  await removed();
  await stand("join");
  expect(current.now.value?.state.value).toEqual({ state: "left", why: "removed" });
});
