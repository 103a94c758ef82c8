import { MatrixEvent } from "matrix-js-sdk";
import { expect, it, vi } from "vitest";
import { buildRig, roomId } from "../notifications/testing/rig.ts";
import { createCalls } from "./calls.ts";

it("enciphers the call of a room that was encrypted once, though the homeserver says so no more", async () => {
  const { client, room, handle } = buildRig();
  const calls = createCalls(handle);
  expect(await calls.encrypts(roomId)).toBe(false);
  const crypto = { isEncryptionEnabledInRoom: async (id: string) => id === roomId };
  vi.spyOn(client, "getCrypto").mockReturnValue(crypto as never);
  expect([await calls.encrypts(roomId), await calls.encrypts("!open:x")]).toEqual([true, false]);
  vi.spyOn(client, "getCrypto").mockReturnValue(undefined);
  const content = { algorithm: "m.megolm.v1.aes-sha2" };
  room.currentState.setStateEvents([
    new MatrixEvent({
      type: "m.room.encryption",
      state_key: "",
      room_id: roomId,
      sender: "@ada:x",
      event_id: "$e",
      content,
    }),
  ]);
  expect(await calls.encrypts(roomId)).toBe(true);
  handle.scope.end();
});
