import { expect, test } from "vitest";
import { keyContent, keyIn, keyType } from "./media-keys.ts";
import { identityIn } from "./sticky-place.ts";

const bo = { userId: "@bo:x", deviceId: "BO" };
const key = Uint8Array.from({ length: 16 }, (_, i) => 240 + i);
const content = keyContent({ index: 255, key }, "!r:x", { ...bo, memberId: "@bo:x:BO" }, 1);
const heard = (more: object = {}, from: typeof bo | null = bo) => ({
  type: keyType,
  content: { ...content, ...more },
  from,
});

test("a key arrives as it was sent, from the device that Olm names", () => {
  expect(keyIn(heard())).toEqual({ roomId: "!r:x", identity: "@bo:x:BO", key: { index: 255, key } });
  // Without padding, as Element writes it.
  expect(JSON.stringify(content)).not.toContain("=");
});

test("a key for a place of Matrix 2.0 is for the name that LiveKit has for it", () => {
  const identity = identityIn("@bo:x", "BO", "0b0c");
  expect(keyIn(heard({ member: { id: "0b0c", claimed_device_id: "BO" } }))).toMatchObject({ identity });
  expect(keyIn(heard({ member: { claimed_device_id: "BO" } }))).toMatchObject({ identity: "@bo:x:BO" });
  expect(keyIn(heard({ member: { id: 5, claimed_device_id: "BO" } }))).toBeNull();
});

test("nobody's key is taken for another's, and nothing in the clear for a key", () => {
  expect(keyIn(heard({}, null))).toBeNull();
  expect(keyIn(heard({}, { userId: "@bo:x", deviceId: "OTHER" }))).toBeNull();
  expect(keyIn({ ...heard(), type: "m.room_key" })).toBeNull();
});

test("what is no key is none", () => {
  const keys = (index: unknown, text: unknown) => ({ keys: { index, key: text } });
  for (const wrong of [
    keys(256, "AAAAAAAAAAAAAAAAAAAAAA"),
    keys(-1, "AAAAAAAAAAAAAAAAAAAAAA"),
    keys(1.5, "AAAAAAAAAAAAAAAAAAAAAA"),
    keys("0", "AAAAAAAAAAAAAAAAAAAAAA"),
    keys(0, "AAAA"),
    keys(0, "not base64!"),
    keys(0, "A".repeat(10_000)),
    keys(0, null),
    { keys: null },
    { room_id: 4 },
    { session: null },
    { member: [] },
  ]) {
    expect(keyIn(heard(wrong))).toBeNull();
  }
  expect(keyIn({ type: keyType, content: null, from: bo })).toBeNull();
});
