import { readFileSync } from "node:fs";
import { join } from "node:path";
import { systemRandom } from "@parley/kernel";
import { type RealStack, startRealStack } from "@parley/testkit/stack";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Secrets } from "../../../platform/ports.ts";
import { createServiceUser, createSynapseAdmin } from "./admin.ts";

let stack: RealStack;
beforeAll(async () => {
  stack = await startRealStack();
}, 320_000);
afterAll(() => stack?.stop());

function administration() {
  const sealed = new Map<string, string>();
  const secrets: Secrets = {
    get: (name) => sealed.get(name) ?? null,
    set: (name, value) => void sealed.set(name, value),
    delete: (name) => void sealed.delete(name),
  };
  const config = JSON.parse(readFileSync(join(stack.folder, "homeserver.json"), "utf8")) as Record<string, string>;
  const registrationSecret = config.registration_shared_secret ?? "";
  const admin = createSynapseAdmin({
    upstream: async () => stack.baseUrl,
    token: createServiceUser({ secrets, registrationSecret, fetch, random: systemRandom }),
    fetch,
    now: Date.now,
  });
  return { admin, sealed };
}

const login = (user: string, password: string) =>
  fetch(`${stack.baseUrl}/_matrix/client/v3/login`, {
    method: "POST",
    body: JSON.stringify({ type: "m.login.password", identifier: { type: "m.id.user", user }, password }),
  });

const valid = async (token: string): Promise<unknown> =>
  await (
    await fetch(`${stack.baseUrl}/_matrix/client/v1/register/m.login.registration_token/validity?token=${token}`)
  ).json();

test("a registration token is good until its time is over", async () => {
  const { admin, sealed } = administration();
  const token = await admin.createRegistrationToken(60_000);
  expect(await valid(token)).toEqual({ valid: true });
  const short = await admin.createRegistrationToken(400);
  await expect.poll(() => valid(short), { timeout: 5000 }).toEqual({ valid: false });
  expect(sealed.get("homeserver.service-name")).toBe("parley-service");
});

test("a new password signs out all devices", async () => {
  const { admin } = administration();
  const ada = await stack.register("ada");
  await admin.resetPassword(ada.userId, "another long password");
  const whoami = await fetch(`${stack.baseUrl}/_matrix/client/v3/account/whoami`, {
    headers: { authorization: `Bearer ${ada.accessToken}` },
  });
  expect(whoami.status).toBe(401);
  expect((await login("ada", ada.password)).status).toBe(403);
  expect((await login("ada", "another long password")).status).toBe(200);
  await expect(admin.resetPassword("@nobody:localhost", "x".repeat(12))).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a person is called as they called themselves last", async () => {
  const { admin } = administration();
  const olga = await stack.register("olga");
  const name = `/_matrix/client/v3/profile/${encodeURIComponent(olga.userId)}/displayname`;
  await fetch(`${stack.baseUrl}${name}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${olga.accessToken}` },
    body: JSON.stringify({ displayname: "Olga Ñandú" }),
  });
  expect(await admin.displayName(olga.userId)).toBe("Olga Ñandú");
  await expect(admin.displayName("@nobody:localhost")).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a token that is refused is renewed by the service user's password", async () => {
  const { admin, sealed } = administration();
  await admin.createRegistrationToken(60_000);
  const first = sealed.get("homeserver.service-name");
  sealed.set("homeserver.service-token", "syt_gone");
  expect(await valid(await admin.createRegistrationToken(60_000))).toEqual({ valid: true });
  expect(sealed.get("homeserver.service-token")).not.toBe("syt_gone");
  expect(sealed.get("homeserver.service-name")).toBe(first);
});

test("with its secrets lost, another service user is made", async () => {
  const { admin, sealed } = administration();
  expect(await valid(await admin.createRegistrationToken(60_000))).toEqual({ valid: true });
  // The first test took the plain name.
  expect(sealed.get("homeserver.service-name")).toMatch(/^parley-service-[a-z0-9]{8}$/);
});
