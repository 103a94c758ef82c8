import { expect, test } from "vitest";
import type { Authorized } from "../../platform/call.ts";
import { factsOf } from "../rooms/facts.ts";
import { createModeration } from "./moderation.ts";
import { type Moderation, mayModerate } from "./policy.ts";
import type { SfuApi } from "./sfu-api.ts";

const call = { alias: "call", room_id: "!r:x", slot_id: "s", last_seen: 0 };
/** A power level for each, with 50 to kick. */
const powers = factsOf(
  ["@ada:x", "@bo:x", "@cy:x", "@mod:x"],
  [],
  [{ sender: "@ada:x", stateKey: "", content: { users: { "@ada:x": 100, "@mod:x": 50 }, kick: 50 } }],
);

function livekit() {
  const done: string[] = [];
  const track = (sid: string, source: string, muted = false) => ({ sid, source, muted });
  const sfu = {
    listParticipants: async () => [
      { identity: "bo:PHONE", tracks: [track("A1", "MICROPHONE"), track("V1", "CAMERA")] },
      {
        identity: "bo:DESK",
        tracks: [track("A2", "MICROPHONE", true), track("S2", "SCREEN_SHARE"), track("T2", "SCREEN_SHARE_AUDIO")],
      },
      { identity: "cy:DESK", tracks: [track("A3", "MICROPHONE")] },
    ],
    mute: async (_room: string, identity: string, sid: string) => void done.push(`mute ${identity} ${sid}`),
    removeParticipant: async (_room: string, identity: string) => void done.push(`remove ${identity}`),
  } as Partial<SfuApi> as SfuApi;
  const rows = {
    callsOf: async () => [call],
    findSeat: async (alias: string, identity: string) => ({
      alias,
      identity,
      user_id: `@${identity.split(":")[0]}:x`,
      device_id: "D",
      issued_at: 0,
      removed_at: null,
    }),
  };
  return { moderation: createModeration({ rows, sfu }), done };
}
const against = (target: string): Authorized<Moderation, "moderator"> =>
  mayModerate(powers, "@mod:x", { roomId: "!r:x", target });

test("muting reaches that source on each of their devices, and nobody else's", async () => {
  const { moderation, done } = livekit();
  expect(await moderation.mute(against("@bo:x"), "microphone")).toBe(1);
  expect(await moderation.mute(against("@bo:x"), "screen")).toBe(2);
  expect(await moderation.mute(against("@bo:x"), "camera")).toBe(1);
  expect(done).toEqual(["mute bo:PHONE A1", "mute bo:DESK S2", "mute bo:DESK T2", "mute bo:PHONE V1"]);
});

test("removing takes every device of theirs", async () => {
  const { moderation, done } = livekit();
  expect(await moderation.remove(against("@bo:x"))).toBe(2);
  expect(done).toEqual(["remove bo:PHONE", "remove bo:DESK"]);
});

test("it takes the power to kick, and more than theirs", () => {
  const asks = (by: string, target: string) => () => mayModerate(powers, by, { roomId: "!r:x", target });
  expect(asks("@bo:x", "@cy:x")).toThrow(/Only who may remove/);
  expect(asks("@mod:x", "@ada:x")).toThrow(/Only who may remove/);
  expect(asks("@mod:x", "@mod:x")).toThrow(/Only who may remove/);
  expect(asks("@stranger:x", "@bo:x")).toThrow(/Only who may remove/);
  expect(asks("@ada:x", "@mod:x")).not.toThrow();
});
