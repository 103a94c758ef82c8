import { AppError, silentLog, systemRandom } from "@parley/kernel";
import { expect, test } from "vitest";
import { FakeClock } from "../../testing/test-app.ts";
import { createMediaChecks } from "./checks.ts";
import { readToken, type SfuKey } from "./jwt.ts";
import { aliasOf } from "./names.ts";

const key: SfuKey = { key: "k", secret: "a-secret-of-at-least-32-characters" };

function checks(own: SfuKey | null = key) {
  const clock = new FakeClock();
  const done: string[] = [];
  const taken: string[] = [];
  const made = createMediaChecks({
    sfu: {
      createRoom: async (name) => void done.push(`make ${name}`),
      deleteRoom: async (name) => void done.push(`end ${name}`),
    },
    key: () => own,
    rate: { take: (who) => void taken.push(who) },
    clock,
    random: systemRandom,
    log: silentLog,
  });
  return { made, clock, done, taken };
}

test("its tokens open its own room, for a minute, and let nothing be sent", async () => {
  const { made, clock, done, taken } = checks();
  const tokens = await made.open("@ada:x");
  expect(taken).toEqual(["@ada:x"]);
  const alias = done[0]?.replace("make ", "") ?? "";
  const claims = tokens.map((token) => readToken(token, key, clock.now()));
  expect(new Set(claims.map((claim) => claim?.sub)).size).toBe(tokens.length);
  for (const claim of claims) {
    expect(claim?.video).toEqual({
      room: alias,
      roomJoin: true,
      roomCreate: false,
      canPublish: false,
      canSubscribe: true,
      canPublishData: false,
      canUpdateOwnMetadata: false,
    });
  }
  expect(made.admits({ alias, identity: "check-0" })).toBe(true);
  await clock.pass(60_000);
  expect(readToken(tokens[0] ?? "", key, clock.now())).toBeNull();
  expect(made.admits({ alias, identity: "check-0" })).toBe(false);
  expect(done.at(-1)).toBe(`end ${alias}`);
});

test("no call is ever taken for one, nor one that was not made here", () => {
  const { made } = checks();
  for (let room = 0; room < 200; room++) expect(made.owns(aliasOf(`!${room}:x`, "m.call#ROOM"))).toBe(false);
  expect(made.owns("check-of-somebody")).toBe(true);
  expect(made.admits({ alias: "check-of-somebody", identity: "check-0" })).toBe(false);
});

test("there are never more than sixteen: the oldest ends", async () => {
  const { made, done } = checks();
  for (let n = 0; n < 17; n++) await made.open("@ada:x");
  expect(done.filter((line) => line.startsWith("end"))).toEqual([done[0]?.replace("make", "end")]);
});

test("without LiveKit there is nothing to try", async () => {
  const { made } = checks(null);
  await expect(made.open("@ada:x")).rejects.toBeInstanceOf(AppError);
});
