import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog, systemRandom } from "@parley/kernel";
import { createManualClock } from "@parley/testkit";
import { expect, test } from "vitest";
import { createAttachedHomeserver, createAttachedSfu } from "./attached.ts";
import type { Machine } from "./deps.ts";

function machine() {
  const clock = createManualClock();
  const asked: { address: string; authorization: string | null }[] = [];
  let up = true;
  const fetch = (async (address: string | URL | Request, init?: RequestInit) => {
    asked.push({ address: String(address), authorization: new Headers(init?.headers).get("authorization") });
    if (!up) throw new TypeError("fetch failed");
    return Response.json({ token: "abc", versions: [] });
  }) as typeof globalThis.fetch;
  const made: Machine = {
    clock,
    random: systemRandom,
    fetch,
    log: silentLog,
    platform: { system: "linux", arch: "x64" },
    portIsFree: async () => true,
    addresses: () => ["127.0.0.1", "192.0.2.7"],
    keepLines: () => () => {},
    redact: (line) => line,
  };
  const pass = async (ms: number) => {
    clock.tick(ms);
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  const set = (value: boolean) => {
    up = value;
  };
  return { made, clock, asked, pass, set };
}

const where = { url: "https://matrix.example.org", domain: "example.org", adminTokenFile: null };

test("its health is asked for, and seen to go and come", async () => {
  const { made, pass, set } = machine();
  const { homeserver, watch } = createAttachedHomeserver(where, made);
  watch.start();
  await pass(0);
  expect(homeserver.part()).toMatchObject({ state: "ready", run: "attached" });
  set(false);
  await pass(5000);
  expect(homeserver.part()).toMatchObject({ state: "down", lastError: "https://matrix.example.org does not answer." });
  set(true);
  await pass(2000);
  expect(homeserver.part()).toMatchObject({ state: "ready", lastError: null });
  watch.stop();
});

test("where its own sign-in page lives is known, and nothing that is no address of others", async () => {
  const { made, pass } = machine();
  const page = (path: string) => `https://account.example.org/${path}`;
  let metadata: unknown = {
    registration_endpoint: page("register"),
    token_endpoint: page("token"),
    revocation_endpoint: "http://account.example.org/revoke",
    authorization_endpoint: "https://elsewhere.example/",
  };
  const fetch = (async (address: string | URL | Request) => {
    if (!String(address).endsWith("/auth_metadata")) return Response.json({ versions: [] });
    return metadata === null ? Promise.reject(new TypeError("gone")) : Response.json(metadata);
  }) as typeof globalThis.fetch;
  const { homeserver, watch } = createAttachedHomeserver(where, { ...made, fetch });
  expect(homeserver.signInOrigins()).toEqual([]);
  watch.start();
  await pass(0);
  expect(homeserver.signInOrigins()).toEqual(["https://account.example.org"]);
  metadata = null;
  await pass(11 * 60_000);
  expect(homeserver.part().state).toBe("ready");
  expect(homeserver.signInOrigins()).toEqual(["https://account.example.org"]);
  metadata = {
    registration_endpoint: "javascript:alert(1)",
    token_endpoint: "x; script-src *",
    revocation_endpoint: 5,
  };
  await pass(5000);
  expect(homeserver.signInOrigins()).toEqual([]);
  watch.stop();
});

test("nobody waits for it longer than said", async () => {
  const { made, clock, pass, set } = machine();
  set(false);
  const { homeserver, watch } = createAttachedHomeserver(where, made);
  watch.start();
  await pass(0);
  const waiting = homeserver.whenReady(1000);
  const refused = expect(waiting).rejects.toMatchObject({ code: "PART_DOWN", retryable: true });
  clock.tick(1000);
  await refused;
  watch.stop();
});

test("its name is what --domain says, and no other", async () => {
  const { homeserver } = createAttachedHomeserver(where, machine().made);
  expect(homeserver.serverName()).toBe("example.org");
  await homeserver.fixServerName("example.org");
  await expect(homeserver.fixServerName("other.org")).rejects.toMatchObject({ code: "NAME_FIXED" });
});

test("it is administered only with a token file, read anew each time", async () => {
  expect(createAttachedHomeserver(where, machine().made).homeserver.admin).toBeNull();
  const folder = mkdtempSync(join(tmpdir(), "parley-test-"));
  const adminTokenFile = join(folder, "token");
  writeFileSync(adminTokenFile, "first\n");
  const { made, asked, pass } = machine();
  const { homeserver, watch } = createAttachedHomeserver({ ...where, adminTokenFile }, made);
  watch.start();
  await pass(0);
  expect(await homeserver.admin?.createRegistrationToken(60_000)).toBe("abc");
  writeFileSync(adminTokenFile, "second");
  await homeserver.admin?.createRegistrationToken(60_000);
  const tokens = asked
    .filter(({ address }) => address.includes("/_synapse/admin/"))
    .map(({ authorization }) => authorization);
  expect(tokens).toEqual(["Bearer first", "Bearer second"]);
  watch.stop();
  rmSync(folder, { recursive: true });
});

test("an attached LiveKit is asked over HTTP, whatever its address begins with", async () => {
  const { made, asked, pass } = machine();
  const { sfu, watch } = createAttachedSfu({ url: "wss://sfu.example.org", key: { key: "k", secret: "s" } }, made);
  watch.start();
  await pass(0);
  expect(asked[0]?.address).toBe("https://sfu.example.org/");
  expect(sfu.upstream()).toBe("https://sfu.example.org");
  expect(sfu.part().state).toBe("ready");
  watch.stop();
});
