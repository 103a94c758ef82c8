import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type TestApp, withTestApp } from "../../testing/test-app.ts";

async function administering({ person }: TestApp) {
  const owner = await person("olga", "owner");
  return { token: owner.token };
}
/** As a file names a variable; it is set, and is not to be read. */
const word = `\${${"WORD"}}`;
const members = (name: string) =>
  `// ours\n{ homeservers: ["${name}"], membersFrom: ["${name}=https://matrix.${name}"] }\n`;

test("settings are written under the hash of what was read, and those that can be are in force at once", () =>
  withTestApp(async (app) => {
    const me = await administering(app);
    const first = (await app.call("config.get", {}, me)).body;
    expect([first.exists, first.raw, first.valid]).toEqual([false, null, true]);
    const made = await app.call("config.set", { raw: members("a.example") }, me);
    expect(made.body).toMatchObject({
      ok: true,
      changedPaths: ["homeservers", "membersFrom"],
      restart: { needed: false },
    });
    expect(readFileSync(app.settings.file, "utf8")).toBe(members("a.example"));
    expect(app.settings.applied.at(-1)?.membersFrom.map(({ name }) => name)).toEqual(["a.example"]);

    const read = (await app.call("config.get", {}, me)).body;
    expect([read.exists, read.raw, read.hash]).toEqual([true, members("a.example"), made.body.hash]);
    for (const baseHash of [undefined, first.hash]) {
      const stale = await app.call("config.set", { raw: "{}", ...(baseHash ? { baseHash } : {}) }, me);
      expect([stale.status, stale.body.error.code]).toEqual([409, "CONFLICT"]);
    }
    const patched = await app.call(
      "config.patch",
      { raw: "{ membersFrom: null, port: 9999 }", baseHash: read.hash },
      me,
    );
    expect(patched.body).toMatchObject({
      changedPaths: ["membersFrom", "port"],
      config: { homeservers: ["a.example"], port: 9999 },
      restart: { needed: true, settings: ["port"] },
    });
    expect(app.settings.applied.at(-1)?.membersFrom).toEqual([]);
    expect(readFileSync(`${app.settings.file}.bak`, "utf8")).toBe(members("a.example"));
    const none = await app.call("config.patch", { raw: "{}" }, me);
    expect(none.body).toMatchObject({ ok: true, noop: true, changedPaths: [] });
    const entries = (await app.call("audit.list", {}, me)).body.entries;
    expect(entries.map(({ action, outcome }) => [action, outcome])).toContainEqual(["config.patch", "ok"]);
  }));

test("a text with faults is refused with its lines, and nothing of it is written or in force", () =>
  withTestApp(async (app) => {
    const me = await administering(app);
    const raw = '{\n  port: "x",\n  prot: 1,\n}';
    const { body } = await app.call("config.validate", { raw }, me);
    expect(body.valid).toBe(false);
    expect(body.issues.map(({ path, at }) => [path, at.split(":").at(-1)])).toEqual([
      ["port", "2"],
      ["prot", "3"],
    ]);
    const refused = await app.call("config.set", { raw }, me);
    expect([refused.status, refused.body.error.message]).toEqual([400, expect.stringContaining("invalid config")]);
    expect((await app.call("config.get", {}, me)).body.exists).toBe(false);
    writeFileSync(app.settings.file, raw);
    expect((await app.call("config.reload", {}, me)).status).toBe(400);
    expect(app.settings.applied).toEqual([]);
    expect((await app.call("config.get", {}, me)).body).toMatchObject({ valid: false, raw });
    writeFileSync(app.settings.file, members("b.example"));
    expect((await app.call("config.reload", {}, me)).body).toMatchObject({ ok: true, restart: { needed: false } });
    expect(app.settings.applied.at(-1)?.membersFrom.map(({ name }) => name)).toEqual(["b.example"]);
  }));

test("what names files, programs or variables is changed in the file alone", () =>
  withTestApp(async (app) => {
    const me = await administering(app);
    const file = app.settings.file.replace("parley.json5", "more.json5");
    writeFileSync(file, "{}");
    for (const [raw, path] of [
      [{ livekitBinary: file }, "livekitBinary"],
      [{ data: app.settings.file.replace("/parley.json5", "") }, "data"],
      [{ $include: "more.json5" }, "included"],
      [{ domain: word }, "domain"],
    ] as const) {
      const { status, body } = await app.call("config.set", { raw: JSON.stringify(raw) }, me);
      expect([path, status, body.error?.code]).toEqual([path, 403, "MISSING_SCOPE"]);
      expect(body.error.message).toContain(path);
    }
    expect((await app.call("config.get", {}, me)).body.exists).toBe(false);
    // What the file holds already may stay when something else is changed.
    writeFileSync(app.settings.file, `{ $include: "more.json5", domain: "${word}", port: 7000 }`);
    await app.call("config.reload", {}, me);
    const { hash, raw, config } = (await app.call("config.get", {}, me)).body;
    expect([raw?.includes("hidden-word"), config.domain]).toEqual([false, word]);
    const changed = await app.call("config.patch", { raw: "{ port: 7001 }", baseHash: hash }, me);
    expect(changed.body).toMatchObject({ changedPaths: ["port"], config: { domain: word, port: 7001 } });
    expect(readFileSync(app.settings.file, "utf8")).toContain(word);
  }));

test("no read gives a secret away, not even one that does not belong there", () =>
  withTestApp(async (app) => {
    const me = await administering(app);
    const secret = "hunter2-hunter2";
    writeFileSync(
      app.settings.file,
      `{ livekitSecret: "${secret}", turn: [{ password: "${secret}" }], prot: "${app.localToken}" }`,
    );
    for (const method of ["config.get", "config.validate", "config.reload", "config.patch"] as const) {
      const { body } = await app.call(method, (method === "config.patch" ? { raw: "{}" } : {}) as never, me);
      expect([method, JSON.stringify(body).includes(secret), JSON.stringify(body).includes(app.localToken)]).toEqual([
        method,
        false,
        false,
      ]);
    }
    const { raw, hash } = (await app.call("config.get", {}, me)).body;
    expect(raw).toContain("[redacted]");
    const back = await app.call("config.set", { raw: raw ?? "", baseHash: hash }, me);
    expect([back.status, readFileSync(app.settings.file, "utf8").includes(secret)]).toEqual([400, true]);
  }));

test(
  "a changed file is read by itself, and clients that administer are told",
  () =>
    withTestApp(async (app) => {
      await administering(app);
      writeFileSync(app.settings.file, members("c.example"));
      await expect
        .poll(() => app.settings.applied.at(-1)?.membersFrom.map(({ name }) => name), { timeout: 15_000 })
        .toEqual(["c.example"]);
      app.app.reloadSettings("SIGHUP");
    }),
  20_000,
);

test("programs that speak HTTP alone patch with the hash, and nobody without the right", () =>
  withTestApp(async (app) => {
    const me = await administering(app);
    const member = await app.person("mia");
    const patch = async (payload: object, token: string, origin = app.publicUrl) => {
      const answer = await app.app.http.inject({
        method: "PATCH",
        url: "/api/v1/config",
        payload,
        headers: { host: "localhost:8420", origin, authorization: `Bearer ${token}` },
      });
      return { status: answer.statusCode, body: answer.json() };
    };
    expect((await patch({ patch: { port: 7000 } }, member.token)).status).toBe(403);
    expect((await patch({ patch: { port: 7000 } }, me.token, "https://evil.example")).status).toBe(403);
    const { status, body } = await patch({ patch: { port: 7000 } }, me.token);
    expect([status, body.changedPaths]).toEqual([200, ["port"]]);
    expect((await patch({ patch: { port: 7001 }, baseHash: "0".repeat(64) }, me.token)).status).toBe(409);
    expect((await patch({ patch: { port: 7001 }, baseHash: body.hash }, me.token)).status).toBe(200);
    expect((await patch({ patch: 7 }, me.token)).status).toBe(400);
    expect((await patch({ patch: {}, more: 1 }, me.token)).status).toBe(400);
  }));

test("the schema of the settings names each that may stand in the file", () =>
  withTestApp(async (app) => {
    const me = await administering(app);
    const { schema, uiHints } = (await app.call("config.schema", {}, me)).body;
    expect(Object.keys(Object(schema.properties)).sort()).toEqual(Object.keys(uiHints).sort());
    expect(uiHints.livekitBinary?.advanced).toBe(true);
    const grouped = ["port", "domain", "mediaAddress", "hooks", "keepRuns"].map((name) => uiHints[name]?.group);
    expect(grouped).toEqual(["server", "homeserver", "calls", "agents", "keeping"]);
    expect(Object.keys(uiHints)).not.toContain("livekitSecret");
  }));

test("what is handed to servers of tools is shown to nobody, and changed in the file alone", () =>
  withTestApp(async (app) => {
    const me = await administering(app);
    const servers = `docs: { url: "https://docs.example/mcp", headers: { "X-Door": "open-sesame", "Auth": "Bearer ${word}" } }`;
    writeFileSync(
      app.settings.file,
      `{ mcpServers: { ${servers}, sums: { command: ["node"], env: { DOOR: "sesame-open", MODE: "${word}" } } } }`,
    );
    const read = (await app.call("config.get", {}, me)).body;
    expect([read.valid, read.config.mcpServers]).toEqual([
      true,
      {
        docs: { url: "https://docs.example/mcp", headers: { "X-Door": "[redacted]", "Auth": `Bearer ${word}` } },
        sums: { command: ["node"], env: { DOOR: "[redacted]", MODE: word } },
      },
    ]);
    expect(JSON.stringify(read)).not.toMatch(/sesame|hidden-word/);
    const patch = (raw: string) => app.call("config.patch", { raw, baseHash: read.hash }, me);
    for (const raw of ["{ mcpServers: null }", '{ mcpServers: { mine: { command: ["sh"] } } }']) {
      expect([raw, (await patch(raw)).body.error.code]).toEqual([raw, "MISSING_SCOPE"]);
    }
    expect(app.settings.applied).toEqual([]);
  }));
