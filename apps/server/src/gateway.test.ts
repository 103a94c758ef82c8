import { once } from "node:events";
import { events, limits, methods } from "@parley/protocol";
import { describe, expect, test } from "vitest";
import { withSockets } from "./testing/test-socket.ts";

describe("the handshake", () => {
  test("challenges, then says hello from the table, then how health is", async () => {
    await withSockets(async ({ person }, open) => {
      const { token } = await person("olga", "owner");
      for (const path of ["/", "/gateway"]) {
        const socket = open(path);
        const hello = await socket.connect(token);
        expect(hello.payload).toMatchObject({
          type: "hello-ok",
          protocol: 4,
          features: { methods: Object.keys(methods), events: Object.keys(events) },
          auth: { role: "operator", scopes: ["operator.read", "operator.write", "operator.admin"] },
          policy: { maxPayload: limits.frameBytesV4, tickIntervalMs: 30_000 },
        });
        expect((await socket.event("health")).payload.ok).toBe(true);
        expect(socket.frames.map((frame) => frame.event ?? frame.type)).toEqual(["connect.challenge", "res", "health"]);
        expect(socket.frames[0]?.seq).toBeUndefined();
        expect(socket.frames[2]?.seq).toBe(1);
      }
    });
  });

  test("speaks version 3 with those who know no other", async () => {
    await withSockets(async ({ person }, open) => {
      const { token } = await person("mia");
      const socket = open();
      const hello = await socket.connect(token, { minProtocol: 3, maxProtocol: 3 });
      expect(hello.payload.protocol).toBe(3);
      expect(hello.payload.policy.maxPayload).toBe(limits.frameBytesV3);
      const refused = await socket.request("accounts.list");
      expect(refused.error).toMatchObject({ code: "INVALID_REQUEST", message: "missing scope: operator.admin" });
      const newer = open();
      await newer.connect(token);
      expect((await newer.request("accounts.list")).error).toMatchObject({
        code: "FORBIDDEN",
        details: { code: "MISSING_SCOPE", missingScope: "operator.admin" },
      });
    });
  });

  test.each([
    [{ minProtocol: 5, maxProtocol: 9 }, 1002],
    [{ minProtocol: 1, maxProtocol: 2 }, 1002],
    [{ role: "node" }, 1008],
    [{ unknown: 1 }, 1008],
    [{ auth: {} }, 1008],
    [{ auth: { token: "x".repeat(43) } }, 1008],
    [{ auth: { password: "x" } }, 1008],
  ])("refuses %j with an answer and %i", async (more, code) => {
    await withSockets(async ({ person }, open) => {
      const { token } = await person("mia");
      const socket = open();
      const answer = await socket.connect(token, more);
      expect(answer.ok).toBe(false);
      expect(typeof answer.error.details.code).toBe("string");
      if (code === 1002) {
        expect(answer.error).toMatchObject({ code: "INVALID_REQUEST", message: "protocol mismatch" });
        expect(answer.error.details.expectedProtocol).toBe(4);
      }
      expect((await socket.end()).code).toBe(code);
    });
  });

  test.each([
    ["not json at all", 1000, ""],
    [Buffer.from([0xff, 0x00, 0x81]), 1000, ""],
    [{ hello: 1 }, 1008, "invalid request frame"],
    [{ type: "req", id: 1, method: "connect" }, 1008, "invalid request frame"],
    [{ type: "req", id: "a", method: "health" }, 1008, "invalid handshake"],
    ["x".repeat(64 * 1024 + 1), 1009, ""],
  ])("ends an introduction that begins with %s", async (first, code, reason) => {
    await withSockets(async (_test, open) => {
      const socket = open();
      await socket.event("connect.challenge");
      socket.send(first);
      expect(await socket.end()).toEqual({ code, reason });
      const answered = socket.frames.filter((frame) => frame.type === "res").length;
      expect(answered).toBe(reason === "invalid handshake" ? 1 : 0);
    });
  });

  test("waits 15 s and no longer", async () => {
    await withSockets(async ({ clock }, open) => {
      const socket = open();
      await socket.event("connect.challenge");
      await clock.pass(14_900);
      expect(socket.closed).toBeNull();
      await clock.pass(200);
      expect(await socket.end()).toEqual({ code: 1000, reason: "" });
    });
  });

  test("grants what was asked for and is held, nothing else", async () => {
    await withSockets(async ({ person }, open) => {
      const owner = await person("olga", "owner");
      const member = await person("mia");
      const scopesOf = async (token: string, scopes?: string[]) =>
        (await open().connect(token, { scopes })).payload.auth.scopes;
      expect(await scopesOf(owner.token, [])).toEqual([]);
      expect(await scopesOf(owner.token, undefined)).toEqual([]);
      expect(await scopesOf(owner.token, ["operator.read", "made.up"])).toEqual(["operator.read"]);
      expect(await scopesOf(member.token, ["operator.admin", "operator.write"])).toEqual(["operator.write"]);
    });
  });

  test("refuses other origins and hosts before the upgrade", async () => {
    await withSockets(async (_test, open) => {
      const refused: [string, { origin?: string; host?: string }][] = [
        ["/gateway", { origin: "http://evil.example" }],
        ["/gateway", { origin: "http://127.0.0.1:8420" }],
        ["/gateway", { host: "evil.example" }],
        ["/elsewhere", {}],
      ];
      for (const [path, options] of refused) {
        const { socket } = open(path, options);
        const [response] = await once(socket, "unexpected-response").then(([, incoming]) => [incoming]);
        expect([path, response.statusCode]).toEqual([path, path === "/gateway" ? 403 : 404]);
      }
      await open("/gateway", { origin: "http://localhost:8420" }).event("connect.challenge");
    });
  });

  test("holds only so many strangers of one address", async () => {
    await withSockets(async (_test, open) => {
      const sockets = Array.from({ length: 32 }, () => open());
      for (const socket of sockets) await socket.event("connect.challenge");
      const { socket } = open();
      const [, response] = await once(socket, "unexpected-response");
      expect(response.statusCode).toBe(429);
    });
  });
});

describe("a connection", () => {
  test("answers methods as HTTP does, and stays up after garbage", async () => {
    await withSockets(async ({ person }, open) => {
      const { token, userId } = await person("olga", "owner");
      const socket = open();
      await socket.connect(token);
      expect((await socket.request("accounts.me", {})).payload.account.userId).toBe(userId);
      expect((await socket.request("accounts.me")).ok).toBe(true);
      expect((await socket.request("no.such")).error).toMatchObject({
        code: "INVALID_REQUEST",
        message: "unknown method: no.such",
      });
      expect((await socket.request("connect")).ok).toBe(false);
      socket.send("garbage");
      socket.send(Buffer.from([1, 2, 3]));
      socket.send("[".repeat(100_000));
      socket.send({ type: "req", id: 7, method: "health" });
      expect((await socket.answer("7")).ok).toBe(false);
      socket.send({ nothing: true });
      expect((await socket.answer("invalid")).error.code).toBe("INVALID_REQUEST");
      socket.send(Buffer.from(JSON.stringify({ type: "req", id: "binary", method: "health" })));
      expect((await socket.answer("binary")).ok).toBe(true);
      expect(socket.closed).toBeNull();
    });
  });

  test("takes frames of 4 MiB after connect in version 4, and closes on larger ones", async () => {
    await withSockets(async ({ person }, open) => {
      const { token } = await person("mia");
      const socket = open();
      await socket.connect(token);
      socket.send({ type: "req", id: "big", method: "health", params: { x: "y".repeat(1024 * 1024) } });
      expect((await socket.answer("big")).error.details.code).toBe("BAD_PARAMS");
      socket.send("z".repeat(limits.frameBytesV4 + 1));
      expect((await socket.end()).code).toBe(1009);
    });
  });

  test("is asked for health as often as one likes, for everything else within bounds", async () => {
    await withSockets(async ({ person }, open) => {
      const { token } = await person("mia");
      const socket = open();
      await socket.connect(token);
      for (let count = 0; count < 400; count++) expect((await socket.request("health")).ok).toBe(true);
      const codes = [];
      for (let count = 0; count < 201; count++) {
        codes.push((await socket.request("system-presence")).error?.details.code ?? "ok");
      }
      expect([codes[0], codes.at(-1)]).toEqual(["ok", "RATE_LIMITED"]);
    });
  });

  test("understands idempotency keys inside the parameters", async () => {
    await withSockets(async ({ person }, open) => {
      const { token } = await person("mia");
      const socket = open();
      await socket.connect(token);
      const params = { spaceId: "!a:b", spaceName: "A", expiresInMs: null, maxUses: null, idempotencyKey: "k" };
      const first = await socket.request("invites.create", params);
      expect((await socket.request("invites.create", params)).payload).toEqual(first.payload);
    });
  });

  test("tells a newcomer to the inviter's connections alone, numbered without gaps", async () => {
    await withSockets(async ({ person, clock }, open) => {
      const owner = await person("olga", "owner");
      const other = await person("otto", "admin");
      const [mine, theirs] = [open(), open()];
      await mine.connect(owner.token);
      await theirs.connect(other.token);
      await person("nora");
      const told = await mine.event("invites.newcomer");
      expect(told.payload).toMatchObject({ userId: "@nora:localhost", spaceId: "!space:localhost" });
      await clock.pass(limits.tickMs);
      await mine.event("tick");
      await theirs.event("tick");
      expect(theirs.frames.some((frame) => frame.event === "invites.newcomer")).toBe(false);
      const numbers = mine.frames.flatMap((frame) => (frame.seq === undefined ? [] : [frame.seq]));
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    });
  });

  test("hears of parts only as an admin, of health as everyone", async () => {
    await withSockets(async ({ person, stack }, open) => {
      const owner = await person("olga", "owner");
      const member = await person("mia");
      const [admin, plain] = [open(), open()];
      await admin.connect(owner.token);
      await plain.connect(member.token);
      stack.homeserver.become("down");
      expect((await admin.event("stack.changed")).payload).toMatchObject({ name: "homeserver", state: "down" });
      await plain.until(() => plain.frames.find((frame) => frame.event === "health" && frame.payload.ok === false));
      expect(plain.frames.some((frame) => frame.event === "stack.changed")).toBe(false);
    });
  });

  test("dies within a minute of its device's sign-out, and at once when its session is ended", async () => {
    await withSockets(async ({ person, matrix, clock, call }, open) => {
      const owner = await person("olga", "owner");
      const member = await person("mia");
      const [first, second] = [open(), open()];
      await first.connect(owner.token);
      await second.connect(member.token);
      matrix.tokens.delete(owner.matrixToken);
      await clock.pass(60_000);
      expect(await first.end()).toEqual({ code: 1008, reason: "session over" });
      expect(second.closed).toBeNull();
      await call("auth.signOut", {}, { token: member.token });
      expect((await second.end()).code).toBe(1008);
    });
  });

  test("survives the refresh of its Matrix token, if the client signs in again with the new one", async () => {
    await withSockets(async ({ person, matrix, clock, call }, open) => {
      const owner = await person("olga", "owner");
      const socket = open();
      await socket.connect(owner.token);
      const device = matrix.tokens.get(owner.matrixToken);
      matrix.tokens.delete(owner.matrixToken);
      if (device) matrix.tokens.set("syt_olga_fresh_token_1", device);
      await clock.pass(30_000);
      expect((await call("auth.signIn", {}, { token: "syt_olga_fresh_token_1" })).status).toBe(200);
      await clock.pass(60_000);
      expect(socket.closed).toBeNull();
    });
  });

  test("outlives its token when the session was renewed, and no longer", async () => {
    await withSockets(async ({ person, clock, call }, open) => {
      const owner = await person("olga", "owner");
      const socket = open();
      await socket.connect(owner.token);
      await clock.pass(limits.sessionMs - 60_000);
      await call("auth.signIn", {}, { token: owner.matrixToken });
      await clock.pass(limits.sessionMs - 60_000);
      expect(socket.closed).toBeNull();
      await clock.pass(70_000);
      expect((await socket.end()).reason).toBe("session over");
    });
  });

  test("connects again with its new scopes after a change of role", async () => {
    await withSockets(async ({ person, call }, open) => {
      const owner = await person("olga", "owner");
      const member = await person("mia");
      const socket = open();
      await socket.connect(member.token);
      await call("accounts.setRole", { userId: member.userId, role: "admin" }, { token: owner.token });
      expect((await socket.end()).code).toBe(1008);
      expect((await open().connect(member.token)).payload.auth.scopes).toContain("operator.admin");
    });
  });

  test("is cut when it reads nothing", async () => {
    await withSockets(async ({ person, stack }, open) => {
      const { token } = await person("olga", "owner");
      const socket = open();
      await socket.connect(token);
      socket.socket.pause();
      const lines = Array.from({ length: 400 }, (_, index) => `${index} ${"x".repeat(5000)}`);
      stack.logs = async () => lines;
      for (let index = 0; index < 30; index++) {
        socket.send({ type: "req", id: `l${index}`, method: "stack.logs", params: { part: "sfu" } });
      }
      await new Promise((resolve) => setTimeout(resolve, 300));
      socket.socket.resume();
      await socket.end();
    });
  });

  test("hears of the end", async () => {
    await withSockets(async ({ person, app }, open) => {
      const { token } = await person("olga", "owner");
      const socket = open();
      await socket.connect(token);
      await app.close("upgrade");
      expect((await socket.event("shutdown")).payload.reason).toBe("upgrade");
      expect((await socket.end()).code).toBe(1012);
    });
  });
});
