import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { McpServer } from "../../../config/mcp-servers.ts";
import { type TestApp, withTestApp } from "../../../testing/test-app.ts";
import { startAuthServer } from "../testing/auth-server.ts";
import { startHttpServer } from "../testing/http-server.ts";

test("an admin signs in and out by methods: in the audit, and with nothing of it in the data folder or in an answer", async () => {
  const [auth, tools] = await Promise.all([startAuthServer(), startHttpServer()]);
  tools.guard(auth.guards(tools.url));
  const run = { type: "http" as const, url: tools.url, headers: {}, oauth: { issuer: auth.url } };
  const far: McpServer = { name: "far", run, agents: ["*"], unasked: [], secrets: [] };
  const keyed: McpServer = {
    ...far,
    name: "keyed",
    run: { ...run, headers: { Authorization: "Bearer from-the-file" } },
  };
  const work = async (app: TestApp) => {
    const { call, person, dataFile } = app;
    const owner = { token: (await person("olga", "owner")).token };
    const admin = { token: (await person("ada", "admin")).token };
    const answers: unknown[] = [];
    const ask = async (...given: Parameters<typeof call>) => {
      const { status, body } = await call(...given);
      answers.push(body);
      return { status, body };
    };
    const begun = async () => {
      const { body } = await call("mcp.signIn", { server: "far" }, owner);
      const { searchParams } = await auth.visit(body.url);
      return { state: searchParams.get("state") ?? "", code: searchParams.get("code") ?? "" };
    };
    expect((await ask("mcp.signIn", { server: "none" }, owner)).body).toMatchObject({ error: { code: "NOT_FOUND" } });
    expect((await ask("mcp.signIn", { server: "keyed" }, owner)).body).toMatchObject({
      error: { code: "NOT_OFFERED" },
    });
    // Not by the other admin, who did not begin it.
    const answer = await begun();
    expect((await ask("mcp.finishSignIn", answer, admin)).body).toMatchObject({ error: { code: "CODE_REFUSED" } });
    expect((await ask("mcp.finishSignIn", await begun(), owner)).body).toMatchObject({ server: { signIn: "in" } });
    const wrong = { ...(await begun()), code: "guessed" };
    expect(await ask("mcp.finishSignIn", wrong, owner)).toMatchObject({
      status: 502,
      body: { error: { code: "SIGN_IN_FAILED", details: { reason: "refused" } } },
    });
    const { body: status } = await call("stack.status", {}, owner);
    expect(status.mcpServers).toMatchObject([
      { name: "far", signIn: "in" },
      { name: "keyed", signIn: "none" },
    ]);
    expect((await ask("mcp.signOut", { server: "far" }, admin)).body).toMatchObject({ withdrawn: true });
    const { body: audit } = await call("audit.list", {}, owner);
    const lines = audit.entries.map(({ action, who, outcome }) => `${action} ${who?.subject} ${outcome}`);
    expect(lines.slice(0, 4)).toEqual([
      "mcp.signOut far ok",
      "mcp.finishSignIn far SIGN_IN_FAILED",
      "mcp.signIn far ok",
      "mcp.finishSignIn far ok",
    ]);
    const shown = JSON.stringify([answers, status, audit]) + readFileSync(dataFile, "latin1");
    expect(auth.given.length).toBeGreaterThan(4);
    for (const secret of auth.given) expect([secret, shown.includes(secret)]).toEqual([secret, false]);
  };
  try {
    await withTestApp(work, { config: { mcpServers: [far, keyed] } });
  } finally {
    await Promise.all([auth.close(), tools.kill()]);
  }
});
