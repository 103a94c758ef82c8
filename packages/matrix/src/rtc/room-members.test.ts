import { MatrixEvent } from "matrix-js-sdk";
import { expect, it } from "vitest";
import { buildRig, roomId } from "../notifications/testing/rig.ts";
import { membershipContent, membershipType, stateKeyOf } from "./membership.ts";
import { watchCallMembers } from "./room-members.ts";

const transport = { serviceUrl: "https://x.example/jwt" };

it("counts the people in a call, not their devices", () => {
  const { handle, room, clock } = buildRig();
  const calls = watchCallMembers(handle);
  const write = (userId: string, deviceId: string, inside: boolean) =>
    room.currentState.setStateEvents([
      new MatrixEvent({
        type: membershipType,
        sender: userId,
        state_key: stateKeyOf(userId, deviceId),
        event_id: `$${userId}${deviceId}${inside}`,
        room_id: roomId,
        origin_server_ts: clock.now(),
        content: inside
          ? membershipContent({ userId, deviceId }, roomId, { transport, intent: "audio", renewed: null })
          : {},
      }),
    ]);
  write("@ada:x", "PHONE", true);
  write("@ada:x", "LAPTOP", true);
  expect([calls.running.value.get(roomId), calls.of(room).value.length]).toEqual([1, 2]);
  write("@me:x", "D", true);
  expect(calls.running.value.get(roomId)).toBe(2);
  write("@ada:x", "PHONE", false);
  expect(calls.running.value.get(roomId)).toBe(2);
  write("@ada:x", "LAPTOP", false);
  write("@me:x", "D", false);
  expect(calls.running.value.size).toBe(0);
  handle.scope.end();
});
