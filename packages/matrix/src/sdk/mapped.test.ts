import { setImmediate } from "node:timers/promises";
import { MatrixEventEvent } from "matrix-js-sdk";
import { expect, it, vi } from "vitest";
import { createRig } from "../timeline/testing/window-rig.ts";
import { mapped } from "./mapped.ts";

it("tells of each event when it is decrypted, also after one that the room knew", async () => {
  const { client, room, add, raw, scope } = createRig(setImmediate);
  vi.spyOn(client, "decryptEventIfNeeded").mockResolvedValue();
  const [known] = await add({});
  const secret = raw({ type: "m.room.encrypted", content: { algorithm: "m.megolm.v1.aes-sha2" } });
  const events = mapped(client, [{ ...known?.event }, secret]);
  expect(events[0]).toBe(room.findEventById(known?.getId() ?? ""));
  const heard: unknown[] = [];
  client.on(MatrixEventEvent.Decrypted, (event) => heard.push(event));
  events[1]?.emit(MatrixEventEvent.Decrypted, events[1]);
  expect(heard).toEqual([events[1]]);
  scope.end();
});
