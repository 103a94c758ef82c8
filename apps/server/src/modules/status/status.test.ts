import { describe, expect, test } from "vitest";
import { withTestApp } from "../../testing/test-app.ts";

describe("how the server is", () => {
  test("says health in the family's shape, and counts an account's conversations for ten seconds", async () => {
    await withTestApp(async ({ person, call, clock, stack }) => {
      const { token } = await person("olga", "owner");
      const first = await call("health", {}, { token });
      expect(first.body).toEqual({
        ok: true,
        ts: clock.now(),
        durationMs: 0,
        channels: {},
        channelOrder: [],
        channelLabels: {},
        heartbeatSeconds: 0,
        defaultAgentId: "main",
        sessions: { path: "(database)", count: 0, recent: [] },
      });
      const said = await call("sessions.patch", { key: "main", label: "Talk" }, { token });
      expect(said.status).toBe(200);
      const count = async () => (await call("health", {}, { token })).body.sessions.count;
      expect(await count()).toBe(0);
      stack.homeserver.state = "down";
      expect((await call("health", {}, { token })).body.ok).toBe(false);
      clock.skip(10_000);
      expect(await count()).toBe(1);
      const status = await call("status", {}, { token });
      expect(status.body.sessions).toMatchObject({ count: 1, recent: [{ key: "agent:main:main", age: 10_000 }] });
      const other = await person("mia");
      expect((await call("status", {}, { token: other.token })).body.sessions.count).toBe(0);
    });
  });

  test("was never woken by itself, over HTTP too", async () => {
    await withTestApp(async ({ app, person }) => {
      const { token } = await person("olga", "owner");
      const headers = { host: "localhost:8420", authorization: `Bearer ${token}` };
      const answer = await app.http.inject({ method: "GET", url: "/api/v1/last-heartbeat", headers });
      expect([answer.statusCode, answer.headers["content-type"], answer.body]).toEqual([
        200,
        expect.stringContaining("application/json"),
        "null",
      ]);
    });
  });

  test("shows its log to owner and admins, and to no program of theirs that may only read", async () => {
    await withTestApp(async ({ person, call }) => {
      const owner = await person("olga", "owner");
      const member = await person("mia");
      const piece = await call("logs.tail", { limit: 5 }, { token: owner.token });
      expect(piece.body).toEqual({ file: "logs/server.log", cursor: 12, size: 12, lines: ["server line"] });
      expect((await call("logs.tail", { cursor: 99 }, { token: owner.token })).body.reset).toBe(true);
      const readOnly = await call("tokens.create", { name: "n", scopes: ["operator.read"] }, { token: owner.token });
      expect((await call("logs.tail", {}, { token: readOnly.body.token })).status).toBe(403);
      expect((await call("logs.tail", {}, { token: member.token })).body.error.code).toBe("MISSING_SCOPE");
      expect((await call("logs.tail", { limit: 5001 }, { token: owner.token })).body.error.code).toBe("BAD_PARAMS");
    });
  });
});
