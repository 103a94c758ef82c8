import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { run, type Server, startServer } from "./server.ts";

const installed = ["clawdbot", "@openclaw/gateway-client"].every((name) =>
  existsSync(join(import.meta.dirname, "node_modules", name, "package.json")),
);
const drive = join(import.meta.dirname, "drive.mjs");
const methods = ["health", "status", "system-presence", "last-heartbeat", "no.such.method"];

test.skip(!installed, "the foreign clients could not be installed");
test.describe.configure({ mode: "serial" });

let server: Server;
let token = "";
test.beforeAll(async () => {
  server = await startServer();
  const made = await server.parley("token", "create", "--name", "foreign", "--scopes", "read,write,pairing", "--json");
  ({ token } = JSON.parse(made));
});
test.afterAll(async () => {
  await server?.close();
});

/** What a foreign client found. It keeps its device and its device's token in `home`. */
async function client(version: 3 | 4, { home = "home", token: shown = token } = {}) {
  const env = { ...process.env, HOME: `${server.home}-${home}`, GATEWAY_URL: server.url, GATEWAY_TOKEN: shown };
  // It may print lines of its own first.
  const printed = await run([drive, String(version), ...methods], env).catch((fault: Error) => fault.message);
  const line = printed.split("\n").findLast((text) => text.startsWith("{")) ?? "{}";
  return JSON.parse(line);
}

for (const version of [3, 4] as const) {
  test(`the client of version ${version} connects with a token of parley token create`, async () => {
    const { hello, answers, events, error } = await client(version);
    expect(error).toBeUndefined();
    expect(hello).toMatchObject({ type: "hello-ok", protocol: version });
    expect(hello.features.methods).toEqual(expect.arrayContaining(["health", "status", "system-presence"]));
    expect(answers.health).toMatchObject({ ok: true, payload: { sessions: { count: 0 } } });
    expect(answers.status).toMatchObject({ ok: true, payload: { version: "0.1.0", queuedSystemEvents: [] } });
    const here = { version: "interop", reason: "connect" };
    expect(answers["system-presence"].payload).toContainEqual(expect.objectContaining(here));
    expect(answers["last-heartbeat"]).toEqual({ ok: true, payload: null });
    expect(answers["no.such.method"]).toMatchObject({ ok: false, message: expect.stringContaining("missing scope") });
    expect(events).toContain("health");
  });
}

test("the command line of clawdbot works unchanged, and its device stands in ours", async () => {
  const made = JSON.parse(await server.parley("token", "create", "--name", "cli", "--scopes", "admin", "--json"));
  const cli = join(import.meta.dirname, "node_modules/clawdbot/dist/entry.js");
  const env = { ...process.env, HOME: `${server.home}-cli`, CLAWDBOT_GATEWAY_TOKEN: made.token };
  const clawdbot = async (...args: string[]) =>
    JSON.parse(await run([cli, ...args, "--url", server.url, "--json"], env));
  expect(await clawdbot("gateway", "call", "health", "--params", "{}")).toMatchObject({
    channels: {},
    defaultAgentId: "main",
  });
  const { paired } = await clawdbot("devices", "list");
  const device = paired.find((each: { clientMode?: string }) => each.clientMode === "cli");
  expect(device.scopes).toEqual(["operator.admin", "operator.approvals", "operator.pairing"]);
  expect(await server.parley("devices", "list")).toContain(`paired  ${device.deviceId}`);
  await server.parley("token", "revoke", made.accessToken.id);
});

test("the client of version 3 comes back by its device's token, and not once its access token is revoked", async () => {
  const again = await client(3, { token: "" });
  expect(again.hello).toMatchObject({ protocol: 3 });
  expect(again.hello.auth).toBeUndefined();
  const stranger = await client(3, { token: "", home: "another" });
  expect(stranger.error).toContain("gateway token missing");
  const { tokens } = JSON.parse(await server.parley("token", "list", "--json"));
  const foreign = tokens.find(({ name }: { name: string }) => name === "foreign");
  await server.parley("token", "revoke", foreign.id);
  expect((await client(3, { token: "" })).error).toContain("device token mismatch");
  expect((await client(4)).error).toContain("gateway token mismatch");
});
