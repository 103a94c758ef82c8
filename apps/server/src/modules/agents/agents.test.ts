import { expect, test } from "vitest";
import { withTestApp } from "../../testing/test-app.ts";

test("everyone has the server's own agent, and makes their own", () =>
  withTestApp(async ({ call, person }) => {
    const milo = await person("milo");
    const me = { token: milo.token };
    const before = await call("agents.list", {}, me);
    expect(before.body).toEqual({
      defaultId: "main",
      mainKey: "main",
      scope: "per-sender",
      agents: [{ id: "main", name: "Assistant", identity: { name: "Assistant" } }],
    });
    const made = await call("agents.create", { name: "Köchin für Leute", emoji: "🍲", instructions: "Cook." }, me);
    expect(made.body).toMatchObject({
      ok: true,
      agentId: expect.stringMatching(/^ko-chin-fu-r-leute-[0-9a-f]{8}$/),
      name: "Köchin für Leute",
    });
    // Of the same name, and of one that is gone or somebody else's, the id says nothing.
    const second = await call("agents.create", { name: "Köchin für Leute" }, me);
    expect(second.body.agentId).not.toBe(made.body.agentId);
    for (const name of ["Main", "日本語"]) {
      expect((await call("agents.create", { name }, me)).body.agentId).toMatch(/^agent-[0-9a-f]{8}$/);
    }
    const { body } = await call("agents.get", { agentId: made.body.agentId }, me);
    expect(body.agent).toMatchObject({
      owner: milo.userId,
      instructions: "Cook.",
      shared: false,
      tools: { type: "all" },
    });
    const identity = await call("agent.identity.get", { sessionKey: `agent:${made.body.agentId}:main` }, me);
    expect(identity.body).toEqual({ agentId: made.body.agentId, name: "Köchin für Leute", emoji: "🍲" });
  }));

test("what somebody keeps to themselves is nobody else's to see, and no admin's to change", () =>
  withTestApp(async ({ call, person }) => {
    const owner = await person("olga", "owner");
    const milo = await person("milo");
    const rosa = await person("rosa");
    const made = await call("agents.create", { name: "Mine" }, { token: milo.token });
    const { agentId } = made.body;
    for (const token of [rosa.token, owner.token]) {
      const { body } = await call("agents.list", {}, { token });
      expect(body.agents.map(({ id }) => id)).toEqual(["main"]);
    }
    expect((await call("agents.get", { agentId }, { token: rosa.token })).status).toBe(404);
    expect((await call("agents.update", { agentId, name: "X" }, { token: rosa.token })).status).toBe(404);
    expect((await call("agents.delete", { agentId }, { token: rosa.token })).status).toBe(404);
    expect((await call("agents.update", { agentId, name: "X" }, { token: owner.token })).status).toBe(403);
    expect((await call("agents.update", { agentId, shared: true }, { token: milo.token })).status).toBe(403);
    expect((await call("agents.delete", { agentId }, { token: milo.token })).body.ok).toBe(true);
    expect((await call("agents.get", { agentId }, { token: milo.token })).status).toBe(404);
  }));

test("an admin shapes the server's own agent, which stays and is everyone's", () =>
  withTestApp(async ({ call, person }) => {
    const owner = await person("olga", "owner");
    const me = { token: owner.token };
    const milo = await person("milo");
    expect((await call("agents.update", { agentId: "main", name: "X" }, { token: milo.token })).status).toBe(403);
    expect((await call("agents.update", { agentId: "main", model: "no/model" }, me)).status).toBe(404);
    await call("providers.put", { id: "home", kind: "ollama", name: "Home", models: [{ id: "tiny" }] }, me);
    const changed = {
      agentId: "MAIN",
      name: "Parley",
      model: "home/tiny",
      tools: { type: "allow" as const, tools: [] },
    };
    expect((await call("agents.update", changed, me)).body).toEqual({ ok: true, agentId: "main" });
    const { body } = await call("agents.list", {}, { token: milo.token });
    expect(body.agents).toEqual([
      { id: "main", name: "Parley", identity: { name: "Parley" }, model: { primary: "home/tiny" } },
    ]);
    expect((await call("agents.update", { agentId: "main", shared: false }, me)).status).toBe(409);
    expect((await call("agents.delete", { agentId: "main" }, me)).status).toBe(409);
    const shared = await call("agents.create", { name: "Helper", shared: true, instructions: "Inner rules." }, me);
    expect((await call("agents.get", { agentId: shared.body.agentId }, { token: milo.token })).status).toBe(403);
    expect((await call("agents.get", { agentId: shared.body.agentId }, me)).body.agent.instructions).toBe(
      "Inner rules.",
    );
    expect(shared.body.ok).toBe(true);
    expect((await call("agents.list", {}, { token: milo.token })).body.agents).toHaveLength(2);
  }));

test.each([
  "https://elsewhere.example/a.png",
  "data:image/svg+xml;base64,AA",
  "data:text/html;base64,AA",
  "javascript:1",
])("%s is no picture of an agent", (avatar) =>
  withTestApp(async ({ call, person }) => {
    const milo = await person("milo");
    expect((await call("agents.create", { name: "A", avatar }, { token: milo.token })).status).toBe(400);
  }),
);
