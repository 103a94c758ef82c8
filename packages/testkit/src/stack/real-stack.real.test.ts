import { afterAll, beforeAll, expect, test } from "vitest";
import { type RealStack, startRealStack } from "./door.ts";

let stack: RealStack;
beforeAll(async () => {
  stack = await startRealStack();
}, 320_000);
afterAll(() => stack?.stop());

const whoami = async (token: string): Promise<Response> =>
  await fetch(`${stack.baseUrl}/_matrix/client/v3/account/whoami`, { headers: { authorization: `Bearer ${token}` } });

test("accounts survive a killed homeserver", { timeout: 60_000 }, async () => {
  const ada = await stack.register("ada");
  expect(ada.userId).toBe("@ada:localhost");
  await stack.kill();
  await expect(whoami(ada.accessToken)).rejects.toThrow();
  await stack.start();
  expect(await (await whoami(ada.accessToken)).json()).toMatchObject({ user_id: ada.userId, device_id: ada.deviceId });
});

test("strangers need a registration token", { timeout: 60_000 }, async () => {
  const token = await stack.createRegistrationToken();
  const register = (auth?: object) =>
    fetch(`${stack.baseUrl}/_matrix/client/v3/register`, {
      method: "POST",
      body: JSON.stringify({ username: "grace", password: "a long password", ...(auth ? { auth } : {}) }),
    });
  const asked = await register();
  expect(asked.status).toBe(401);
  const { session, flows } = (await asked.json()) as { session: string; flows: { stages: string[] }[] };
  expect(flows.map(({ stages }) => stages[0])).toEqual(["m.login.registration_token"]);
  expect((await register({ type: "m.login.registration_token", token: "wrong", session })).status).toBe(401);
  const right = await register({ type: "m.login.registration_token", token, session });
  // The token was right; what is left is the dummy stage, if any.
  const last = right.status === 200 ? right : await register({ type: "m.login.dummy", session });
  expect(await last.json()).toMatchObject({ user_id: "@grace:localhost" });
});

test("what a private server must not offer is closed", async () => {
  for (const path of ["/_matrix/federation/v1/version", "/_matrix/key/v2/server"]) {
    expect((await fetch(`${stack.baseUrl}${path}`)).status).toBe(404);
  }
  const versions = (await (await fetch(`${stack.baseUrl}/_matrix/client/versions`)).json()) as {
    unstable_features: Record<string, boolean>;
  };
  for (const feature of ["org.matrix.msc4140", "org.matrix.msc4143", "org.matrix.msc4354"]) {
    expect(versions.unstable_features[feature], feature).toBe(true);
  }
});
