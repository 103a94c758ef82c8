import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type RealStack,
  type RunningParley,
  startParley,
  startRealStack,
  type TestAccount,
} from "@parley/testkit/stack";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callPeople, enter, type Json, partsReady, until, within } from "../../testing/real-calls.ts";

// Two homeservers that federate; the server under test is attached to one, and lists the other.
let folder: string;
let home: RealStack;
let abroad: RealStack;
let parley: RunningParley;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "parley-guests-"));
  [home, abroad] = await Promise.all([startFederating(), startFederating()]);
  const adminToken = join(folder, "admin-token");
  writeFileSync(adminToken, (await home.register("keeper", { admin: true })).accessToken, { mode: 0o600 });
  parley = await startParley({
    domain: home.serverName,
    flags: [
      ...["--homeserver", home.baseUrl, "--homeserver-admin-token-file", adminToken],
      ...["--homeservers", abroad.baseUrl, "--members-from", `${abroad.serverName}=${abroad.baseUrl}`],
    ],
  });
  await partsReady(parley);
}, 300_000);
afterAll(async () => {
  await Promise.all([parley?.dispose(), home?.stop(), abroad?.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

/** Its server name says where it federates: at a port of its own, with a certificate that nobody looks at. */
async function startFederating(): Promise<RealStack> {
  const port = await freePort();
  const stack = await startRealStack({ serverName: `localhost:${port}` });
  const [key, cert] = [join(stack.folder, "tls.key"), join(stack.folder, "tls.crt")];
  const made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"];
  execFileSync("openssl", [...made, "-keyout", key, "-out", cert], { stdio: "ignore" });
  const file = join(stack.folder, "homeserver.json");
  const { listeners, federation_domain_whitelist: _, ...config } = JSON.parse(readFileSync(file, "utf8"));
  const resources = [{ names: ["federation"] }];
  const federation = { port, type: "http", tls: true, bind_addresses: ["127.0.0.1"], resources };
  const open = { send_federation: true, federation_verify_certificates: false, ip_range_blacklist: [] };
  const tls = { tls_certificate_path: cert, tls_private_key_path: key };
  writeFileSync(file, JSON.stringify({ ...config, ...open, ...tls, listeners: [...listeners, federation] }));
  await stack.restart();
  return stack;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = Object(server.address());
      server.close(() => resolve(port));
    });
  });
}

async function matrix(stack: RealStack, who: TestAccount, path: string, body: Json = {}): Promise<Json> {
  const answer = await fetch(`${stack.baseUrl}/_matrix/client/v3${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${who.accessToken}` },
    body: JSON.stringify(body),
  });
  const value = (await answer.json()) as Json;
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${JSON.stringify(value)}`);
  return value;
}

test("who has come into a room from a listed homeserver gets into its call, and out of it with the room", async () => {
  const { ask } = callPeople(() => parley);
  const ada = await home.register("ada");
  const [vera, eve] = [await abroad.register("vera"), await abroad.register("eve")];
  const made = await matrix(home, ada, "/createRoom", { preset: "private_chat", invite: [vera.userId] });
  const roomId = encodeURIComponent(String(made.room_id));
  await until("the invitation has arrived", 20_000, () =>
    matrix(abroad, vera, `/join/${roomId}?server_name=${home.serverName}`).then(
      () => true,
      () => false,
    ),
  );
  const pass = async (stack: RealStack, who: TestAccount) => {
    const openid_token = await matrix(stack, who, `/user/${encodeURIComponent(who.userId)}/openid/request_token`);
    return await ask("/sfu/get", { room: made.room_id, openid_token, device_id: who.deviceId });
  };
  expect((await pass(abroad, eve)).status, "who is not in the room").toBe(403);
  const given = await pass(abroad, vera);
  expect(given.status).toBe(200);
  expect((await enter(given.body)).status, "nobody of ours has begun a call").toBe(404);

  const ours = await enter((await pass(home, ada)).body);
  const theirs = await enter(given.body);
  expect([ours.status, theirs.status]).toEqual([101, 101]);
  await matrix(home, ada, `/rooms/${roomId}/kick`, { user_id: vera.userId });
  // Nobody tells us what changes at a homeserver that is not our own: it is asked every few seconds.
  await within(10_000, theirs.closed);
  expect((await enter(given.body)).status).toBe(401);
  expect((await pass(abroad, vera)).status).toBe(403);
  ours.socket?.close();
}, 90_000);
