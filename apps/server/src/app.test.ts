import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { covers, type MethodName, methods, scopesOfRole } from "@parley/protocol";
import { describe, expect, test } from "vitest";
import { withTestApp } from "./testing/test-app.ts";

/** Parameters that fit each method, so that a refusal cannot come from them. */
const fitting: Partial<Record<MethodName, object>> = {
  "accounts.setRole": { userId: "@x:localhost", role: "admin" },
  "accounts.resetPassword": { userId: "@x:localhost", password: "long enough" },
  "accounts.prepareOwner": { code: "x".repeat(43) },
  "invites.create": { spaceId: "!a:b", spaceName: "A", expiresInMs: null, maxUses: null },
  "invites.revoke": { id: "inv_1" },
  "auth.signInFrom": { homeserver: "abroad.example", deviceId: "D" },
  "calls.mute": { roomId: "!r:localhost", userId: "@x:localhost", source: "microphone" },
  "calls.remove": { roomId: "!r:localhost", userId: "@x:localhost" },
  "invites.look": { code: "x".repeat(43) },
  "invites.redeem": { code: "x".repeat(43) },
  "invites.welcomed": { userId: "@x:localhost", inviteId: "inv_1" },
  "stack.logs": { part: "server" },
  "stack.restart": { part: "sfu" },
  "tokens.create": { name: "t", scopes: ["operator.read"] },
  "tokens.revoke": { id: "tok_1" },
  "tokens.setPassword": { password: null },
  "system-event": { text: "Node: there" },
  "device.pair.approve": { requestId: "pair_1" },
  "device.pair.reject": { requestId: "pair_1" },
  "device.pair.remove": { deviceId: "d" },
  "device.pair.rename": { deviceId: "d", label: "D" },
  "device.token.rotate": { deviceId: "d", role: "operator" },
  "device.token.revoke": { deviceId: "d", role: "operator" },
  "sessions.preview": { keys: ["main"] },
  "sessions.resolve": { key: "main" },
  "sessions.patch": { key: "main" },
  "sessions.reset": { key: "main" },
  "sessions.delete": { key: "notes" },
  "sessions.fork": { sessionKey: "main", entryId: "msg_1" },
  "sessions.copy": { key: "main" },
  "sessions.search": { query: "word" },
  "sessions.verify": { key: "main" },
  "sessions.export_user": { userId: "@mia:localhost" },
  "sessions.purge_user": { userId: "@mia:localhost" },
  "exec.approval.request": { command: "ls", timeoutMs: 1 },
  "exec.approval.resolve": { id: "x", decision: "deny" },
  "exec.approval.get": { id: "x" },
  "exec.approval.waitDecision": { id: "x" },
  "exec.approvals.set": { file: { version: 1 }, baseHash: "x" },
  "providers.put": { id: "x", kind: "ollama", name: "X", models: [] },
  "providers.remove": { id: "x" },
  "providers.test": { model: "x/y" },
  "models.setDefault": { model: null },
  "agents.get": { agentId: "helper" },
  "agents.create": { name: "Helper" },
  "agents.update": { agentId: "helper" },
  "agents.delete": { agentId: "helper" },
  "chat.send": { sessionKey: "main", message: "hello" },
  "runs.retry": { sessionKey: "main", messageId: "msg_1" },
  "chat.abort": { sessionKey: "main" },
  "config.set": { raw: "{}" },
  "config.apply": { raw: "{}" },
  "config.patch": { raw: "{}" },
  "agent": { message: "hello" },
  "wake": { mode: "next-heartbeat", text: "It rang" },
  "agent.wait": { runId: "run_1" },
  "runs.get": { runId: "run_1" },
  "chat.history": { sessionKey: "main" },
  "usage.setLimits": { limits: null },
  "mcp.setSecret": { server: "far", name: "Authorization", value: "Bearer x" },
  "mcp.signIn": { server: "far" },
  "mcp.finishSignIn": { state: "far.none", code: "none" },
  "mcp.signOut": { server: "far" },
  "localModels.download": { url: "http://127.0.0.1:9/small.gguf", sha256: "0".repeat(64) },
  "localModels.stop": { name: "small.gguf" },
  "chat.inject": { sessionKey: "main", message: "hello" },
};
const names = Object.keys(methods) as MethodName[];

describe("scopes", () => {
  test("every method but the public ones refuses a caller without a session", async () => {
    await withTestApp(async ({ call }) => {
      for (const [at, name] of names.entries()) {
        if (methods[name].scope === "public") continue;
        const { status, body } = await call(name, (fitting[name] ?? {}) as never);
        expect([name, status, body.error.code]).toEqual([name, 401, "NOT_SIGNED_IN"]);
        // From an address each: too many wrong tokens of one are another answer.
        const wrong = { token: "x".repeat(43), address: `192.0.2.${at}` };
        expect((await call(name, (fitting[name] ?? {}) as never, wrong)).status).toBe(401);
      }
    });
  });

  test("a member is refused every method that takes a right of admins, and no other", async () => {
    await withTestApp(async ({ call, person }) => {
      const member = await person("mia");
      // Last, because it ends the session.
      for (const name of [...names.filter((n) => n !== "auth.signOut"), "auth.signOut" as const]) {
        // One waits for a person.
        if (methods[name].scope === "public" || name === "exec.approval.request") continue;
        const { body } = await call(name, (fitting[name] ?? {}) as never, { token: member.token });
        const refused = body?.error?.code === "MISSING_SCOPE";
        const { scope } = methods[name];
        if (name === "logs.tail") expect(refused).toBe(true);
        else expect([name, refused]).toEqual([name, !covers(scopesOfRole.member, scope)]);
      }
    });
  });

  test("the owner may call every method", async () => {
    await withTestApp(async ({ call, person }) => {
      const owner = await person("olga", "owner");
      // One ends the session, one waits for a person.
      const left = ["auth.signOut", "exec.approval.request"];
      for (const name of names.filter((n) => !left.includes(n))) {
        const { body } = await call(name, (fitting[name] ?? {}) as never, { token: owner.token });
        expect([name, body?.error?.code]).not.toEqual([name, "MISSING_SCOPE"]);
        expect([name, body?.error?.code]).not.toEqual([name, "INTERNAL"]);
        expect([name, body?.error?.code]).not.toEqual([name, "BAD_PARAMS"]);
      }
    });
  });

  test("the data folder's token acts as an admin, on this machine only", async () => {
    await withTestApp(async ({ call, person, localToken }) => {
      await person("olga", "owner");
      expect((await call("accounts.list", {}, { token: localToken })).status).toBe(200);
      const me = await call("accounts.me", {}, { token: localToken });
      expect(me.body.account.userId).toBe("@olga:localhost");
      expect((await call("accounts.list", {}, { token: localToken, address: "192.0.2.7" })).status).toBe(401);
      const relayed = { "x-forwarded-for": "127.0.0.1" };
      expect((await call("accounts.list", {}, { token: localToken, headers: relayed })).status).toBe(401);
    });
  });
});

describe("the HTTP face", () => {
  test("answers reads by GET, writes by POST, and names what is wrong", async () => {
    await withTestApp(async ({ app, person, publicUrl }) => {
      const owner = await person("olga", "owner");
      const headers = { host: "localhost:8420", authorization: `Bearer ${owner.token}` };
      const get = (url: string) => app.http.inject({ method: "GET", url, headers });
      expect((await get("/api/v1/accounts.list?limit=1")).json().accounts).toHaveLength(1);
      expect((await get(`/api/v1/accounts.list?params=${encodeURIComponent('{"limit":1}')}`)).statusCode).toBe(200);
      expect((await get("/api/v1/accounts.list?limit=x")).json().error).toMatchObject({ code: "BAD_PARAMS" });
      expect((await get("/api/v1/accounts.newSetupCode")).json().error.message).toContain("POST");
      expect((await get(`/api/v1/invites.look?code=${"x".repeat(43)}`)).json().error.message).toContain("secret");
      expect((await get("/api/v1/no.such")).json().error).toMatchObject({ code: "UNKNOWN_METHOD" });
      expect((await get("/api/v1/constructor")).json().error).toMatchObject({ code: "UNKNOWN_METHOD" });
      const post = (payload: string, type = "application/json") =>
        app.http.inject({
          method: "POST",
          url: "/api/v1/accounts.list",
          payload,
          headers: { ...headers, "origin": publicUrl, "content-type": type },
        });
      expect((await post("{")).json().error).toMatchObject({ code: "BAD_PARAMS" });
      expect((await post("[".repeat(70) + "]".repeat(70))).json().error.message).toContain("deeper");
      expect((await post("{}", "text/plain")).statusCode).toBe(400);
      expect((await post(`{"a":"${"x".repeat(1024 * 1024)}"}`)).json().error).toMatchObject({ code: "TOO_LARGE" });
      expect((await post('{"unknown":1}')).json().error).toMatchObject({ code: "BAD_PARAMS" });
      expect((await post('{"limit":1}')).statusCode).toBe(200);
    });
  });

  test.each([
    ["none", []],
    ["any", [" https:", " http://localhost:*"]],
    [["example.org"], [" https://example.org", " https://*.example.org", " wss://*.example.org;"]],
  ] as const)("says and allows which other homeservers the page may talk to: %j", async (others, sources) => {
    await withTestApp(
      async ({ app, call }) => {
        expect((await call("auth.discover", {})).body.otherHomeservers).toEqual(others);
        const page = await app.http.inject({ url: "/", headers: { host: "localhost:8420", accept: "text/html" } });
        const connect = /connect-src [^;]*;/.exec(String(page.headers["content-security-policy"]))?.[0];
        for (const source of sources) expect(connect).toContain(source);
        if (others === "none") expect(connect).toBe("connect-src 'self' ws://localhost:8420;");
      },
      { config: { others } },
    );
  });

  test("lets pages reach the sign-in page of a homeserver that runs elsewhere", async () => {
    await withTestApp(async ({ app, stack }) => {
      stack.homeserver.ownBase = "https://matrix.example.org";
      stack.homeserver.origins = ["https://account.example.org", "http://localhost:8420"];
      const { headers } = await app.http.inject({ url: "/healthz", headers: { host: "localhost:8420" } });
      expect(/connect-src ([^;]+)/.exec(String(headers["content-security-policy"]))?.[1]).toBe(
        "'self' ws://localhost:8420 https://matrix.example.org https://account.example.org",
      );
    });
  });

  test("refuses what Expect asks for in the shape of what was asked", async () => {
    await withTestApp(async ({ listen }) => {
      const port = await listen();
      const ask = (path: string) =>
        new Promise<{ status: number; body: unknown }>((resolve, reject) => {
          const asked = request({ port, path, host: "127.0.0.1", headers: { host: "localhost:8420", expect: "tea" } });
          asked.on("response", async (answer) => {
            const text = (await answer.toArray()).join("");
            resolve({ status: answer.statusCode ?? 0, body: JSON.parse(text) });
          });
          asked.on("error", reject).end();
        });
      expect(await ask("/api/v1/health")).toMatchObject({ status: 417, body: { error: { code: "BAD_PARAMS" } } });
      expect(await ask("/_matrix/client/versions")).toMatchObject({ status: 417, body: { errcode: "M_UNKNOWN" } });
    });
  });

  test("gives the same answer to the same idempotency key, of the same account only", async () => {
    await withTestApp(async ({ call, person }) => {
      const owner = await person("olga", "owner");
      const member = await person("mia");
      const params = { spaceId: "!a:b", spaceName: "A", expiresInMs: null, maxUses: null };
      const headers = { "idempotency-key": "key-1" };
      const first = await call("invites.create", params, { token: owner.token, headers });
      const again = await call("invites.create", params, { token: owner.token, headers });
      expect(again.body).toEqual(first.body);
      const other = await call("invites.create", params, { token: member.token, headers });
      expect(other.body.url).not.toBe(first.body.url);
      const changed = await call("invites.create", { ...params, spaceName: "B" }, { token: owner.token, headers });
      expect(changed.body.error.code).toBe("CONFLICT");
      const plain = await call("invites.create", params, { token: owner.token });
      expect(plain.body.url).not.toBe(first.body.url);
    });
  });

  test("begins a write that outlives its deadline once, and answers it to whoever asks again", async () => {
    await withTestApp(async ({ call, clock, person, stack }) => {
      const owner = await person("olga", "owner");
      const ends: ((failed: boolean) => void)[] = [];
      stack.restart = (part) =>
        new Promise((resolve, reject) => {
          ends.push((failed) => (failed ? reject(new Error("broke")) : resolve(stack[part].part())));
        });
      const ask = (key: string) =>
        call("stack.restart", { part: "sfu" }, { token: owner.token, headers: { "idempotency-key": key } });
      const begun = async (count: number) => expect.poll(() => ends.length).toBe(count);
      const first = ask("key-1");
      await begun(1);
      await clock.pass(120_000);
      expect((await first).body.error.code).toBe("PART_DOWN");
      const second = ask("key-1");
      await new Promise((resolve) => setTimeout(resolve, 20));
      ends[0]?.(false);
      expect((await second).status).toBe(200);
      expect((await ask("key-1")).status).toBe(200);
      expect(ends).toHaveLength(1);
      // One that failed in the end may be begun again.
      const third = ask("key-2");
      await begun(2);
      ends[1]?.(true);
      expect((await third).body.error.code).toBe("INTERNAL");
      const fourth = ask("key-2");
      await begun(3);
      ends[2]?.(false);
      expect((await fourth).status).toBe(200);
    });
  });

  test("refuses other hosts and origins, and sends 127.0.0.1 to localhost", async () => {
    await withTestApp(async ({ app, call }) => {
      const get = (headers: Record<string, string>, url = "/api/v1/auth.discover") =>
        app.http.inject({ method: "GET", url, headers });
      expect((await get({ host: "localhost:8420" })).statusCode).toBe(200);
      for (const host of ["evil.example", "localhost.evil.example:8420", "localhost@evil.example", "a/b"]) {
        expect([host, (await get({ host })).statusCode]).toEqual([host, 403]);
      }
      for (const origin of ["http://evil.example", "null", "https://localhost:8420", "http://localhost:8421"]) {
        const { body } = await call("auth.signIn", {}, { headers: { origin } });
        expect([origin, body.error.code]).toEqual([origin, "ORIGIN_REFUSED"]);
      }
      const cross = { "host": "localhost:8420", "sec-fetch-site": "cross-site" };
      const bare = await app.http.inject({ method: "POST", url: "/api/v1/auth.signIn", payload: {}, headers: cross });
      expect(bare.json().error.code).toBe("ORIGIN_REFUSED");
      const moved = await get({ host: "127.0.0.1:8420" }, "/s/!a:b?x=1");
      expect([moved.statusCode, moved.headers.location]).toEqual([307, "http://localhost:8420/s/!a:b?x=1"]);
      expect((await get({ host: "127.0.0.1:8420" }, "//evil.example/")).headers.location).toBe(
        "http://localhost:8420/",
      );
      expect((await get({ host: "anything.example" }, "/healthz")).statusCode).toBe(200);
    });
  });

  test("tells of its errors in one shape, whoever found them", async () => {
    await withTestApp(async ({ app, listen }) => {
      const headers = {
        "host": "localhost:8420",
        "origin": "http://localhost:8420",
        "content-type": "application/json",
      };
      const large = "x".repeat(2 * 1024 * 1024);
      for (const [url, payload, status, code] of [
        ["/api/v1/auth.discover", large, 413, "TOO_LARGE"],
        ["/api/v1/no/such", large, 413, "TOO_LARGE"],
        ["/elsewhere", large, 413, "TOO_LARGE"],
        ["/elsewhere", "{", 400, "BAD_PARAMS"],
        ["/elsewhere", "{}", 404, "NOT_FOUND"],
      ] as const) {
        const answer = await app.http.inject({ method: "POST", url, payload, headers });
        expect([url, answer.statusCode, answer.json().error?.code]).toEqual([url, status, code]);
        expect(Object.keys(answer.json())).toEqual(["error"]);
      }
      const port = await listen();
      for (const [sent, status, code] of [
        ["nonsense\r\n\r\n", "400", "BAD_PARAMS"],
        [`GET / HTTP/1.1\r\nHost: localhost:8420\r\nX: ${"x".repeat(40_000)}\r\n\r\n`, "431", "TOO_LARGE"],
      ] as const) {
        const socket = connect(port, "127.0.0.1");
        let text = "";
        socket.on("data", (chunk) => {
          text += String(chunk);
        });
        socket.write(sent);
        await once(socket, "close");
        expect(text.slice(9, 12)).toBe(status);
        expect(JSON.parse(text.split("\r\n\r\n")[1] ?? "").error.code).toBe(code);
      }
    });
  });

  test("gives uploads half an hour, and headers 20 s", async () => {
    await withTestApp(async ({ app }) => {
      const { headersTimeout, requestTimeout, keepAliveTimeout } = app.http.server;
      expect([headersTimeout, requestTimeout, keepAliveTimeout]).toEqual([20_000, 1_800_000, 75_000]);
    });
  });

  test("is ready when chat answers or the set-up is next", async () => {
    await withTestApp(async ({ app, stack }) => {
      const ready = async () => (await app.http.inject({ url: "/readyz" })).statusCode;
      expect(await ready()).toBe(200);
      stack.homeserver.become("restarting");
      expect(await ready()).toBe(503);
      stack.homeserver.become("unconfigured");
      expect(await ready()).toBe(200);
    });
  });

  test("names the homeserver to foreign clients", async () => {
    await withTestApp(async ({ app }) => {
      const answer = await app.http.inject({ url: "/.well-known/matrix/client", headers: { host: "localhost:8420" } });
      expect(answer.json()).toEqual({
        "m.homeserver": { base_url: "http://localhost:8420" },
        "org.matrix.msc4143.rtc_foci": [{ type: "livekit", livekit_service_url: "http://localhost:8420/livekit/jwt" }],
      });
      expect(answer.headers["access-control-allow-origin"]).toBe("*");
    });
  });
});
