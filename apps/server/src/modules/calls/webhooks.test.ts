import { createHash, createHmac } from "node:crypto";
import { AppError } from "@parley/kernel";
import { expect, test } from "vitest";
import { FakeClock } from "../../testing/test-app.ts";
import { type SfuKey, signToken } from "./jwt.ts";
import { createOccupancy } from "./occupancy.ts";
import { webhookRoute } from "./webhooks.ts";

const key: SfuKey = { key: "k", secret: "a-secret-of-at-least-32-characters" };
const seat = { alias: "call", identity: "@bo:x:D" };

function hook() {
  const clock = new FakeClock();
  const occupancy = createOccupancy(clock, () => Number.NEGATIVE_INFINITY);
  const joined: unknown[] = [];
  const route = webhookRoute("/hook", {
    key: () => key,
    occupancy,
    onJoined: (who) => void joined.push(who),
    isCheck: (alias) => alias === "check-1",
    now: () => clock.now(),
  });
  /** LiveKit's claim is the hash of the body, beside the key's own. */
  const sign = (body: string, by: SfuKey = key): string => {
    const token = signToken(by, { identity: "", video: {}, expiresAt: clock.now() / 1000 + 300 }, clock.now());
    const [head = "", claims = ""] = token.split(".");
    const sha256 = createHash("sha256").update(body).digest("base64");
    const said = { ...JSON.parse(Buffer.from(claims, "base64url").toString()), sha256 };
    return signRaw(by, `${head}.${Buffer.from(JSON.stringify(said)).toString("base64url")}`);
  };
  const tell = (body: string, authorization?: string) =>
    route.answer({
      named: [],
      headers: { authorization },
      body: Buffer.from(body),
      json: () => JSON.parse(body),
      address: "127.0.0.1",
    });
  return { clock, occupancy, joined, sign, tell };
}

function signRaw(by: SfuKey, unsigned: string): string {
  return `${unsigned}.${createHmac("sha256", by.secret).update(unsigned).digest("base64url")}`;
}

const event = (name: string, room = seat.alias, more: object = {}) =>
  JSON.stringify({ event: name, room: { name: room }, participant: { identity: seat.identity, sid: "PA_1", ...more } });

test("what LiveKit signed is believed: who came, and who is gone", async () => {
  const { occupancy, joined, sign, tell } = hook();
  const came = event("participant_joined");
  await tell(came, sign(came));
  expect(occupancy.isThere(seat)).toBe(true);
  expect(joined).toEqual([seat]);
  const left = event("participant_left", seat.alias, { disconnectReason: "CLIENT_INITIATED" });
  await tell(left, sign(left));
  expect(occupancy.isThere(seat)).toBe(false);
});

test("nothing else is: another key, another body, another time, none", async () => {
  const { clock, occupancy, sign, tell } = hook();
  const came = event("participant_joined");
  const good = sign(came);
  const refused = async (body: string, authorization?: string) => {
    const thrown = await tell(body, authorization).catch((fault: unknown) => fault);
    expect(thrown).toBeInstanceOf(AppError);
    expect(thrown).toMatchObject({ code: "NOT_SIGNED_IN" });
  };
  await refused(came);
  await refused(came, "");
  await refused(came, sign(came, { ...key, secret: "another-secret-of-32-characters-x" }));
  await refused(came, sign(came, { ...key, key: "other" }));
  await refused(event("participant_left"), good);
  // A token for a call says nothing about any body.
  await refused(came, signToken(key, { identity: "x", video: {}, expiresAt: clock.now() / 1000 + 60 }, clock.now()));
  clock.skip(300_000);
  await refused(came, good);
  expect(occupancy.isThere(seat)).toBe(false);
});

test("rooms of checks are nobody's calls", async () => {
  const { occupancy, joined, sign, tell } = hook();
  const came = event("participant_joined", "check-1");
  await tell(came, sign(came));
  expect(joined).toEqual([]);
  expect(occupancy.aliases().size).toBe(0);
});
