import { readFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import type { McpServer } from "../../config/mcp-servers.ts";
import { type TestApp, withTestApp } from "../../testing/test-app.ts";
import { createSealed } from "./sealed.ts";
import { startHttpServer } from "./testing/http-server.ts";

const value = "Bearer very-secret-key-that-was-typed";
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const named = (url: string, more: Partial<McpServer> = {}): McpServer => ({
  name: "far",
  run: { type: "http", url, headers: { authorization: "from the file", other: "stays" } },
  agents: ["main"],
  unasked: [],
  secrets: ["Authorization"],
  ...more,
});

async function far() {
  const started = await startHttpServer({});
  ends.push(started.kill);
  return started;
}

async function ready(app: TestApp, me: { token: string }) {
  for (let tries = 0; tries < 400; tries++) {
    const [server] = (await app.call("stack.status", {}, me)).body.mcpServers;
    if (server?.state === "ready") return server;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("the server of tools is not ready");
}

test("a server waits for its secret, gets it, and nobody else ever sees it", async () => {
  const { url, seen } = await far();
  await withTestApp(
    async (app) => {
      const owner = await app.person("olga", "owner");
      const me = { token: owner.token };
      const set = (more: object, who = me) =>
        app.call("mcp.setSecret", { server: "far", name: "Authorization", value, ...more }, who);
      const before = (await app.call("stack.status", {}, me)).body.mcpServers;
      expect(before).toMatchObject([
        { name: "far", state: "unconfigured", tools: 0, secrets: [{ name: "Authorization", entered: false }] },
      ]);
      expect(seen).toEqual([]);

      const milo = await app.person("milo");
      expect((await set({}, { token: milo.token })).body.error.code).toBe("MISSING_SCOPE");
      expect((await set({ name: "Cookie" })).body.error.code).toBe("NOT_FOUND");
      expect((await set({ server: "near" })).body.error.code).toBe("NOT_FOUND");
      for (const wrong of ["", "a\r\nX-More: b", "a\0b", "x".repeat(8193)]) {
        const { body } = await set({ value: wrong });
        expect(body.error.code).toBe("BAD_PARAMS");
        expect(JSON.stringify(body)).not.toContain("X-More");
      }
      expect(seen).toEqual([]);

      const answer = await set({});
      expect(answer.body.server).toMatchObject({ state: "starting", secrets: [{ entered: true }] });
      const server = await ready(app, me);
      expect(seen.length).toBeGreaterThan(0);
      expect(seen.every(({ authorization }) => authorization === value)).toBe(true);
      const all = [answer.body, server, (await app.call("audit.list", {}, me)).body];
      expect(JSON.stringify(all)).not.toContain("very-secret");
      expect(JSON.stringify(all)).toContain("far Authorization");
      expect(app.redactor.redact(`it said ${value}`)).not.toContain("very-secret");
      for (const file of [app.dataFile, `${app.dataFile}-wal`]) {
        expect(readFileSync(file).includes("very-secret")).toBe(false);
      }

      const gone = await set({ value: null });
      expect(gone.body.server).toMatchObject({ state: "unconfigured", tools: 0, secrets: [{ entered: false }] });
    },
    { config: { mcpServers: [named(url)] } },
  );
});

test("what was entered for one address or program is given to no other, and comes over what the file has", () => {
  const kept = new Map<string, string>();
  const sealed = createSealed({
    get: (name) => kept.get(name) ?? null,
    set: (name, text) => void kept.set(name, text),
    delete: (name) => void kept.delete(name),
  });
  const one = named("https://one.example/mcp");
  const other = named("https://other.example/mcp");
  sealed.set(one, "Authorization", value);
  expect(sealed.fill(one)).toMatchObject({ server: { run: { headers: { other: "stays", Authorization: value } } } });
  const filled = sealed.fill(one);
  expect("server" in filled && filled.server.run.type === "http" && Object.keys(filled.server.run.headers)).toEqual([
    "other",
    "Authorization",
  ]);
  expect(sealed.fill(other)).toEqual({ missing: ["Authorization"] });
  expect(sealed.entered(other)).toEqual([{ name: "Authorization", entered: false }]);

  const program = (...command: string[]): McpServer =>
    named("", {
      name: "near",
      run: { type: "stdio", command, folder: "/opt/near", env: { MODE: "x" } },
      secrets: ["KEY"],
    });
  sealed.set(program("node", "a.mjs"), "KEY", "k1");
  expect(sealed.fill(program("node", "a.mjs"))).toMatchObject({ server: { run: { env: { MODE: "x", KEY: "k1" } } } });
  expect(sealed.fill(program("node", "b.mjs"))).toEqual({ missing: ["KEY"] });
  sealed.set(program("node", "b.mjs"), "KEY", "k2");
  expect(sealed.fill(program("node", "a.mjs"))).toEqual({ missing: ["KEY"] });
  sealed.set(program("node", "b.mjs"), "KEY", null);
  expect([...kept.keys()]).toEqual(["mcp far Authorization"]);
});

test("what cannot be opened any more is asked for anew, and keeps nothing from beginning", () => {
  const sealed = createSealed({
    get() {
      throw new Error("damaged");
    },
    set() {},
    delete() {},
  });
  const one = named("https://one.example/mcp");
  expect(sealed.fill(one)).toEqual({ missing: ["Authorization"] });
  expect(sealed.entered(one)).toEqual([{ name: "Authorization", entered: false }]);
});
