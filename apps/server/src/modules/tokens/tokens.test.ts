import type { ScopeName } from "@parley/protocol";
import { describe, expect, test } from "vitest";
import { withTestApp } from "../../testing/test-app.ts";
import { TestDevice } from "../../testing/test-device.ts";
import { withSockets } from "../../testing/test-socket.ts";

const minute = 60_000;

describe("access tokens", () => {
  test("act as their maker over HTTP, are listed without themselves, and are over when revoked", async () => {
    await withTestApp(async ({ person, call, clock, redactor }) => {
      const { token, userId } = await person("olga", "owner");
      const made = await call("tokens.create", { name: " robot ", scopes: ["operator.read"] }, { token });
      expect(made.status).toBe(200);
      expect(made.body.token).toMatch(/^prl_[A-Za-z0-9_-]{43}$/);
      expect(made.body.accessToken).toMatchObject({ name: "robot", owner: userId, scopes: ["operator.read"] });
      const robot = made.body.token;
      expect(redactor.redact(`x ${robot} y`)).toBe("x [redacted] y");

      const me = await call("accounts.me", {}, { token: robot });
      expect(me.body).toMatchObject({ account: { userId }, scopes: ["operator.read"] });
      expect((await call("accounts.list", {}, { token: robot })).body.error.code).toBe("MISSING_SCOPE");

      expect((await call("auth.signOut", {}, { token: robot })).body.error.code).toBe("NOT_OFFERED");

      const listed = await call("tokens.list", {}, { token });
      expect(listed.body.tokens).toEqual([{ ...made.body.accessToken, lastUsedAt: clock.now() }]);
      expect(JSON.stringify(listed.body)).not.toContain(robot.slice(4));

      const revoked = await call("tokens.revoke", { id: made.body.accessToken.id }, { token });
      expect(revoked.body.accessToken.revokedAt).toBe(clock.now());
      expect((await call("accounts.me", {}, { token: robot })).body.error.code).toBe("NOT_SIGNED_IN");
      const after = await call("tokens.list", {}, { token });
      expect(after.body.tokens[0]?.revokedAt).toBe(clock.now());
    });
  });

  test("hold no more than their maker, and make no others", async () => {
    await withTestApp(async ({ person, call, localToken }) => {
      const nobody = await call("tokens.create", { name: "n", scopes: ["operator.read"] }, { token: localToken });
      expect(nobody.body.error.code).toBe("SETUP_NEEDED");
      const owner = await person("olga", "owner");
      const member = await person("mia");
      const more = await call("tokens.create", { name: "n", scopes: ["operator.admin"] }, { token: member.token });
      expect(more.body.error).toMatchObject({ code: "MISSING_SCOPE", details: { missingScope: "operator.admin" } });
      const invented = await call(
        "tokens.create",
        { name: "n", scopes: ["operator.everything" as ScopeName] },
        { token: owner.token },
      );
      expect(invented.body.error.code).toBe("BAD_PARAMS");
      expect((await call("tokens.create", { name: "n", scopes: [] }, { token: owner.token })).status).toBe(400);
      const whole = await call("tokens.create", { name: "n", scopes: ["operator.admin"] }, { token: owner.token });
      for (const scopes of [["operator.read"], ["operator.admin"]] satisfies ScopeName[][]) {
        const child = await call("tokens.create", { name: "n", scopes }, { token: whole.body.token });
        expect(child.body.error.code).toBe("MISSING_SCOPE");
      }
      const local = await call("tokens.create", { name: "cli", scopes: ["operator.pairing"] }, { token: localToken });
      expect(local.body.accessToken.owner).toBe(owner.userId);
    });
  });

  test("are their owner's and an admin's to see and to end, and their own to end", async () => {
    await withTestApp(async ({ person, call }) => {
      const owner = await person("olga", "owner");
      const [mia, nora] = [await person("mia"), await person("nora")];
      const make = async (token: string) =>
        (await call("tokens.create", { name: "n", scopes: ["operator.read", "operator.write"] }, { token })).body;
      const [first, second] = [await make(mia.token), await make(mia.token)];
      expect((await call("tokens.list", {}, { token: nora.token })).body.tokens).toEqual([]);
      const foreign = await call("tokens.revoke", { id: first.accessToken.id }, { token: nora.token });
      expect(foreign.body.error.code).toBe("NOT_FOUND");
      const sibling = await call("tokens.revoke", { id: second.accessToken.id }, { token: first.token });
      expect(sibling.body.error.code).toBe("MISSING_SCOPE");
      expect((await call("tokens.revoke", { id: first.accessToken.id }, { token: first.token })).status).toBe(200);
      expect((await call("tokens.list", {}, { token: owner.token })).body.tokens).toHaveLength(2);
      expect((await call("tokens.revoke", { id: second.accessToken.id }, { token: owner.token })).status).toBe(200);
    });
  });

  test("are bounded for each account, whatever is revoked makes room", async () => {
    await withTestApp(async ({ person, call, clock }) => {
      const { token } = await person("olga", "owner");
      const make = () => call("tokens.create", { name: "n", scopes: ["operator.read"] }, { token });
      let last = await make();
      for (let count = 1; count < 100; count++) {
        clock.skip(100);
        last = await make();
      }
      expect((await make()).body.error.code).toBe("TOO_MANY");
      await call("tokens.revoke", { id: last.body.accessToken.id }, { token });
      expect((await make()).status).toBe(200);
    });
  });

  test("that are wrong are throttled, on this machine too", async () => {
    await withTestApp(async ({ person, call }) => {
      const { token } = await person("olga", "owner");
      const made = await call("tokens.create", { name: "n", scopes: ["operator.read"] }, { token });
      for (let tries = 0; tries < 20; tries++) {
        const wrong = await call("health", {}, { token: `prl_${"x".repeat(43)}`, address: "127.0.0.1" });
        expect(wrong.status).toBe(401);
      }
      const late = await call("health", {}, { token: `prl_${"x".repeat(43)}`, address: "127.0.0.1" });
      expect(late.body.error.code).toBe("RATE_LIMITED");
      expect((await call("health", {}, { token: made.body.token, address: "127.0.0.1" })).status).toBe(200);
    });
  });
});

describe("sockets of an access token", () => {
  test("close at once when it is revoked, its password is reset or its account's role changes", async () => {
    await withSockets(async ({ person, call }, open) => {
      const owner = await person("olga", "owner");
      const member = await person("mia", "admin");
      const connected = async () => {
        const made = await call(
          "tokens.create",
          { name: "n", scopes: ["operator.read", "operator.admin"] },
          { token: member.token },
        );
        const socket = open();
        const hello = await socket.connect(made.body.token);
        expect(hello.payload.auth.scopes).toContain("operator.admin");
        return { socket, made: made.body };
      };
      const first = await connected();
      await call("tokens.revoke", { id: first.made.accessToken.id }, { token: owner.token });
      expect(await first.socket.end()).toEqual({ code: 1008, reason: "session over" });

      const second = await connected();
      await call("accounts.setRole", { userId: member.userId, role: "member" }, { token: owner.token });
      await second.socket.end();
      const again = open();
      const scopes = (await again.connect(second.made.token)).payload.auth.scopes;
      expect(scopes).toEqual(["operator.read"]);

      await call("accounts.resetPassword", { userId: member.userId, password: "long enough" }, { token: owner.token });
      await again.end();
      expect((await open().connect(second.made.token)).ok).toBe(false);
    });
  });

  test("close soon after it expired, with what it paired, and it says why it opens nothing", async () => {
    await withSockets(async (app, open) => {
      const { person, call, clock } = app;
      const { token } = await person("olga", "owner");
      const make = (expiresInMs?: number | null) =>
        call("tokens.create", { name: "n", scopes: ["operator.read"], expiresInMs }, { token });
      expect((await make(59_999)).body.error.code).toBe("BAD_PARAMS");
      const [made, lasting] = [(await make(10 * minute)).body, (await make(null)).body];
      expect(made.accessToken.expiresAt).toBe(clock.now() + 10 * minute);
      expect(lasting.accessToken.expiresAt).toBeNull();

      const device = new TestDevice(clock);
      const [plain, paired, own, other] = [open(), open(), open(), open()];
      await plain.connect(made.token);
      const deviceToken = (await device.connect(paired, { token: made.token })).payload.auth.deviceToken;
      await device.connect(own, { token: deviceToken });
      await other.connect(lasting.token);
      clock.skip(10 * minute - 1);
      expect((await call("health", {}, { token: made.token })).status).toBe(200);
      clock.skip(1);
      // Before anything has been swept away.
      const late = await call("health", {}, { token: made.token });
      expect(late.body.error).toMatchObject({ code: "NOT_SIGNED_IN", message: expect.stringContaining("expired at") });
      expect((await device.connect(open(), { token: deviceToken })).ok).toBe(false);

      await clock.pass(5_000);
      for (const socket of [plain, paired, own]) {
        expect(await socket.end()).toEqual({ code: 1008, reason: "session over" });
      }
      expect((await other.request("health", {})).ok).toBe(true);
      const refused = await open().connect(made.token);
      expect(refused.error.message).toContain("This access token expired at");
      expect(refused.error.details.code).toBe("AUTH_TOKEN_MISMATCH");
      expect((await device.connect(open(), { token: deviceToken })).ok).toBe(false);
      expect((await call("health", {}, { token: made.token })).body.error.message).toContain("expired at");
      const { tokens } = (await call("tokens.list", {}, { token })).body;
      expect(tokens.find(({ id }) => id === made.accessToken.id)).toMatchObject({
        expiresAt: made.accessToken.expiresAt,
        revokedAt: made.accessToken.expiresAt,
      });
    });
  });

  test("note their use to the minute", async () => {
    await withSockets(async ({ person, call, clock }) => {
      const { token } = await person("olga", "owner");
      const made = await call("tokens.create", { name: "n", scopes: ["operator.read"] }, { token });
      const first = clock.now();
      await call("health", {}, { token: made.body.token });
      clock.skip(minute - 1);
      await call("health", {}, { token: made.body.token });
      const used = async () => (await call("tokens.list", {}, { token })).body.tokens[0]?.lastUsedAt;
      expect(await used()).toBe(first);
      clock.skip(1);
      await call("health", {}, { token: made.body.token });
      expect(await used()).toBe(clock.now());
    });
  });
});
