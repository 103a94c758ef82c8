import { expect, test } from "vitest";
import { type TestApp, withTestApp } from "../../testing/test-app.ts";

/** Asks `/tools/invoke` as the owner. */
async function invoking({ app, call, person, publicUrl }: TestApp) {
  const owner = await person("olga", "owner");
  const me = { token: owner.token };
  const invoke = async (payload: object | string, token = owner.token, headers: Record<string, string> = {}) => {
    const answer = await app.http.inject({
      method: "POST",
      url: "/tools/invoke",
      payload,
      headers: {
        "host": "localhost:8420",
        "origin": publicUrl,
        "content-type": "application/json",
        "authorization": `Bearer ${token}`,
        ...headers,
      },
    });
    return { status: answer.statusCode, body: answer.json() };
  };
  const tokenWith = async (scopes: ("operator.read" | "operator.write")[]) =>
    (await call("tokens.create", { name: "x", scopes }, me)).body.token;
  return { me, invoke, tokenWith };
}

test("a tool is called once, and what it did stands among the runs", () =>
  withTestApp(async (app) => {
    const { me, invoke } = await invoking(app);
    const { status, body } = await invoke({ tool: "math_eval", args: { expression: "6*7" } });
    expect([status, body]).toEqual([200, { ok: true, result: { content: [{ type: "text", text: "42" }] } }]);
    const { runs } = (await app.call("runs.list", {}, me)).body;
    expect(runs.map(({ state, agentId, model }) => [state, agentId, model])).toEqual([["done", "main", null]]);
    expect((await invoke({ tool: "math_eval", args: { expression: "6*7" }, dryRun: true })).body).toEqual({
      ok: true,
      dryRun: true,
      result: null,
    });
    const twice = { "idempotency-key": "k1" };
    expect((await invoke({ tool: "math_eval", args: { expression: "1" } }, me.token, twice)).status).toBe(200);
    expect((await invoke({ tool: "math_eval", args: { expression: "1" } }, me.token, twice)).status).toBe(409);
  }));

test("what an agent may not do cannot be called past it, and nothing is there without the scope", () =>
  withTestApp(async (app) => {
    const { me, invoke, tokenWith } = await invoking(app);
    const sum = { tool: "math_eval", args: { expression: "1+1" } };
    expect((await invoke(sum, await tokenWith(["operator.read"]))).status).toBe(403);
    expect((await invoke(sum, "x".repeat(43))).status).toBe(401);
    expect((await invoke(sum, me.token, { origin: "https://evil.example" })).status).toBe(403);
    expect((await invoke(sum, await tokenWith(["operator.write"]))).status).toBe(200);
    await app.call("agents.update", { agentId: "main", tools: { type: "deny", tools: ["math_*"] } }, me);
    expect(await invoke(sum)).toMatchObject({ status: 404, body: { ok: false, error: { type: "not_found" } } });
    expect((await invoke({ ...sum, dryRun: true })).status).toBe(404);
    expect((await invoke({ ...sum, sessionKey: "agent:nobody:main" })).status).toBe(404);
  }));

test("what does not fit is said, and what fails is no success", () =>
  withTestApp(async (app) => {
    const { invoke } = await invoking(app);
    for (const wrong of [
      {},
      { tool: "../x" },
      { tool: "math_eval" },
      { tool: "math_eval", args: { expression: 7 } },
      { tool: "math_eval", args: { expression: "1" }, more: 1 },
      { tool: "math_eval", args: [] },
      "{",
      "null",
    ]) {
      expect([wrong, (await invoke(wrong)).status]).toEqual([wrong, 400]);
    }
    expect(await invoke({ tool: "math_eval", args: { expression: "1+" } })).toMatchObject({
      status: 500,
      body: { ok: false, error: { type: "tool_error" } },
    });
    expect((await invoke({ tool: "no_such" })).status).toBe(404);
  }));
