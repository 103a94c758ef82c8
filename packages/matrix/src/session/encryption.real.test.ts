import { type RealStack, startRealStack } from "@parley/testkit/stack";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Session } from "../contract/session.ts";
import { encryptionReady, makeHome, password, reads, realMatrix, say, signUp, until } from "../testing/people.ts";

let stack: RealStack;
beforeAll(async () => {
  stack = await startRealStack();
}, 320_000);
afterAll(() => stack?.stop());

test("a set-up that was cut off goes on with the same recovery key, which then opens a second device", async () => {
  let cut = true;
  let tries = 0;
  const matrix = realMatrix({
    fetch: (resource, init) => {
      if (cut && String(resource).endsWith("/room_keys/version") && init?.method === "POST") {
        tries++;
        return Promise.reject(new TypeError("cut off"));
      }
      return globalThis.fetch(resource, init);
    },
  });
  const session = await signUp(matrix, stack, "uma");
  await until("the set-up has come as far as the backup", () => tries > 0);
  expect(session.encryption.state.value.state).toBe("setting-up");
  const key = (await session.encryption.recoveryKey()) ?? "";
  expect(key).not.toBe("");
  await session.close();

  cut = false;
  const resumed = await matrix.resume(session.account);
  await encryptionReady(resumed);
  expect(await resumed.encryption.recoveryKey()).toBe(key);
  const second = await matrix.signIn({ homeserverUrl: stack.baseUrl, user: "uma", password, deviceName: "second" });
  await until("it asks for the key", () => second.encryption.state.value.state === "needs-recovery");
  await second.encryption.restore(key);
  await encryptionReady(second);
  await second.close();
  await resumed.close();
});

test("an account whose backup is gone is told so on a new device, and a reset mends it", async () => {
  const matrix = realMatrix();
  const first = await signUp(matrix, stack, "vera");
  await encryptionReady(first);
  const ask = (session: Session, path: string, method: string) =>
    fetch(`${stack.baseUrl}/_matrix/client/v3/room_keys/version${path}`, {
      method,
      headers: { authorization: `Bearer ${session.accessToken()}` },
    });
  const { version } = (await (await ask(first, "", "GET")).json()) as { version: string };
  expect((await ask(first, `/${version}`, "DELETE")).ok).toBe(true);
  await first.close();

  const second = await matrix.signIn({ homeserverUrl: stack.baseUrl, user: "vera", password, deviceName: "second" });
  await until("it is broken", () => second.encryption.state.value.state === "broken");
  expect(second.encryption.state.value).toEqual({ state: "broken", missing: ["backup"] });
  await second.encryption.reset(password);
  expect(second.encryption.state.value).toEqual({ state: "ready", recoveryKeySaved: false });
  expect((await ask(second, "", "GET")).ok).toBe(true);
  await second.close();
});

test("a device that is signed out from elsewhere before its key was saved leaves it to the next one here", async () => {
  const matrix = realMatrix();
  const first = await signUp(matrix, stack, "wanda");
  await encryptionReady(first);
  const { roomId } = await makeHome(first);
  await say(first, roomId, "must stay readable");
  const key = await first.encryption.recoveryKey();
  expect(key).not.toBeNull();
  await until("the message's key is in the backup", async () => {
    const headers = { authorization: `Bearer ${first.accessToken()}` };
    const answer = await fetch(`${stack.baseUrl}/_matrix/client/v3/room_keys/version`, { headers });
    return ((await answer.json()) as { count: number }).count > 0;
  });
  const logout = `${stack.baseUrl}/_matrix/client/v3/logout/all`;
  await fetch(logout, { method: "POST", headers: { authorization: `Bearer ${first.accessToken()}` } });
  await until("it is signed out", () => first.connection.value.state === "signed-out");
  await first.close();
  await matrix.retire(first.account);
  expect(await matrix.accounts()).not.toContainEqual(first.account);

  const again = await matrix.signIn({ homeserverUrl: stack.baseUrl, user: "wanda", password, deviceName: "again" });
  await encryptionReady(again);
  expect(again.encryption.state.value).toEqual({ state: "ready", recoveryKeySaved: false });
  expect(await again.encryption.recoveryKey()).toBe(key);
  await reads(again, roomId, ["must stay readable"]);
  await again.close();
});
