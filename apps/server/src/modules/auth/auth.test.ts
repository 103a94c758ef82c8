import { limits } from "@parley/protocol";
import { describe, expect, test } from "vitest";
import { withTestApp } from "../../testing/test-app.ts";

describe("set-up", () => {
  test("makes the owner by a code that works once, and can be gone through again until then", async () => {
    await withTestApp(async ({ app, call, matrix, stack }) => {
      stack.homeserver.name = null;
      stack.homeserver.become("unconfigured");
      expect((await call("auth.discover", {})).body).toMatchObject({
        setup: "needed",
        homeserver: { state: "unconfigured", serverName: null },
      });
      const old = (await app.setupLink())?.split("#")[1] ?? "";
      const link = await app.setupLink();
      expect(link).toMatch(/^http:\/\/localhost:8420\/setup#[A-Za-z0-9_-]{43}$/);
      const code = link?.split("#")[1] ?? "";
      expect((await call("accounts.prepareOwner", { code: old, serverName: "localhost" })).body.error.code).toBe(
        "CODE_REFUSED",
      );
      expect((await call("accounts.prepareOwner", { code })).body.error.code).toBe("BAD_PARAMS");
      for (const serverName of ["http://x", "a b", "-x.org", "Example.org", "x", "..", "a..b"]) {
        const answer = await call("accounts.prepareOwner", { code, serverName });
        expect([serverName, answer.body.error.code]).toEqual([serverName, "BAD_PARAMS"]);
      }
      const first = await call("accounts.prepareOwner", { code, serverName: "localhost" });
      expect(first.body).toEqual({
        serverName: "localhost",
        baseUrl: "http://localhost:8420",
        registrationToken: "registration-1",
      });
      const changed = await call("accounts.prepareOwner", { code, serverName: "example.org" });
      expect(changed.body.error.code).toBe("NAME_FIXED");
      expect((await call("accounts.prepareOwner", { code })).body.registrationToken).toBe("registration-2");

      matrix.tokens.set("syt_olga_token_1", { user_id: "@olga:localhost", device_id: "D" });
      matrix.tokens.set("syt_mallory_token", { user_id: "@mallory:localhost", device_id: "E" });
      const early = await call("auth.signIn", {}, { token: "syt_olga_token_1" });
      expect(early.body.error.code).toBe("SETUP_NEEDED");
      const done = await call("auth.signIn", { setupCode: code }, { token: "syt_olga_token_1" });
      expect(done.body.account.role).toBe("owner");
      // The answer was lost: asking again is no crime for the owner, and opens nothing for others.
      expect((await call("auth.signIn", { setupCode: code }, { token: "syt_olga_token_1" })).status).toBe(200);
      const stolen = await call("auth.signIn", { setupCode: code }, { token: "syt_mallory_token" });
      expect(stolen.body.error.code).toBe("CODE_REFUSED");
      expect((await call("accounts.prepareOwner", { code })).body.error.code).toBe("SETUP_DONE");
      expect(await app.setupLink()).toBeNull();
      expect((await call("auth.discover", {})).body.setup).toBe("done");
      const again = await call("accounts.newSetupCode", {}, { token: done.body.token });
      expect(again.body.error.code).toBe("SETUP_DONE");
    });
  });

  test("lets whoever owns an attached homeserver sign in there, and makes no account on it", async () => {
    await withTestApp(async ({ app, call, stack }) => {
      stack.homeserver.mode = "attached";
      const code = (await app.setupLink())?.split("#")[1] ?? "";
      expect((await call("accounts.prepareOwner", { code })).body.registrationToken).toBeNull();
      expect(stack.homeserver.tokens).toEqual([]);
    });
  });

  test("has one owner, however many show the code at once", async () => {
    await withTestApp(async ({ app, call, matrix }) => {
      const code = (await app.setupLink())?.split("#")[1] ?? "";
      const names = ["a", "b", "c", "d"];
      for (const name of names)
        matrix.tokens.set(`syt_${name}_token_1`, { user_id: `@${name}:localhost`, device_id: "D" });
      const answers = await Promise.all(
        names.map((name) => call("auth.signIn", { setupCode: code }, { token: `syt_${name}_token_1` })),
      );
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    });
  });

  test("ends with the day", async () => {
    await withTestApp(async ({ app, call, clock }) => {
      const code = (await app.setupLink())?.split("#")[1] ?? "";
      clock.skip(limits.setupCodeMs);
      expect((await call("accounts.prepareOwner", { code })).body.error.code).toBe("CODE_REFUSED");
    });
  });
});

describe("signing in", () => {
  test("makes tokens that the log leaves out as long as they stand for somebody, and no longer", async () => {
    await withTestApp(async ({ call, clock, person, redactor }) => {
      const isKnown = (token: string) => redactor.redact(token) !== token;
      const olga = await person("olga", "owner");
      expect([isKnown(olga.token), isKnown(`x-${olga.token}`)]).toEqual([true, true]);
      const tabs: string[] = [];
      for (let tab = 0; tab < 16; tab++) {
        tabs.push((await call("auth.signIn", {}, { token: olga.matrixToken })).body.token);
      }
      // So many tabs at once: the first one's token is void.
      expect([isKnown(olga.token), isKnown(tabs[0] ?? "")]).toEqual([false, true]);
      await call("auth.signOut", {}, { token: tabs[0] ?? "" });
      expect(tabs.filter(isKnown)).toEqual([]);
      const late = (await call("auth.signIn", {}, { token: olga.matrixToken })).body.token;
      expect(isKnown(late)).toBe(true);
      await clock.pass(limits.sessionMs + 10_000);
      expect(isKnown(late)).toBe(false);
    });
  });

  test("asks our own homeserver and takes tokens of its devices alone", async () => {
    await withTestApp(async ({ call, matrix, person, stack }) => {
      await person("olga", "owner");
      const outcome = async (token: string | undefined) => {
        const { body } = await call("auth.signIn", {}, token === undefined ? {} : { token });
        return body.error?.code ?? "opened";
      };
      matrix.tokens.set("syt_known_token_1", { user_id: "@stranger:localhost", device_id: "D" });
      matrix.tokens.set("syt_guest_token_1", { user_id: "@olga:localhost", device_id: "D", is_guest: true });
      matrix.tokens.set("syt_service_token", { user_id: "@olga:localhost" });
      matrix.tokens.set("syt_foreign_token", { user_id: "@olga:elsewhere.example", device_id: "D" });
      matrix.tokens.set("syt_suffix_token1", { user_id: "@olga:evil:localhost.example", device_id: "D" });
      expect(await outcome(undefined)).toBe("NOT_SIGNED_IN");
      expect(await outcome("syt_known_token_1")).toBe("NOT_ADMITTED");
      expect(await outcome("syt_guest_token_1")).toBe("NOT_SIGNED_IN");
      expect(await outcome("syt_service_token")).toBe("NOT_SIGNED_IN");
      expect(await outcome("syt_foreign_token")).toBe("NOT_SIGNED_IN");
      expect(await outcome("syt_suffix_token1")).toBe("NOT_SIGNED_IN");
      // An OpenID token is nobody's access token: the homeserver refuses it at whoami, the only place that we ask.
      expect(await outcome("openid-token-of-olga")).toBe("NOT_SIGNED_IN");
      expect(new Set(matrix.seen.map(({ url }) => url))).toEqual(new Set(["/_matrix/client/v3/account/whoami"]));
      matrix.whoamiStatus = 500;
      expect(await outcome("syt_known_token_1")).toBe("PART_DOWN");
      stack.homeserver.become("starting");
      expect(await outcome("syt_known_token_1")).toBe("STARTING");
    });
  });

  test("throttles failures by address, loopback included, and lets others in", async () => {
    await withTestApp(async ({ call, clock, person, matrix }) => {
      const owner = await person("olga", "owner");
      for (let n = 0; n < 20; n++) await call("auth.signIn", {}, { token: `wrong-token-${n}` });
      const locked = await call("auth.signIn", {}, { token: "wrong-token-x" });
      expect(locked.status).toBe(429);
      expect(locked.body.error.retryAfterMs).toBeGreaterThan(0);
      const asked = matrix.seen.length;
      expect((await call("auth.signIn", {}, { token: owner.matrixToken })).status).toBe(429);
      expect(matrix.seen.length).toBe(asked);
      expect((await call("auth.signIn", {}, { token: owner.matrixToken, address: "192.0.2.1" })).status).toBe(200);
      expect((await call("accounts.me", {}, { token: owner.token })).status).toBe(200);
      await clock.pass(60_000);
      expect((await call("auth.signIn", {}, { token: owner.matrixToken })).status).toBe(200);
    });
  });

  test("throttles guesses of codes", async () => {
    await withTestApp(async ({ call }) => {
      const guess = (n: number) => call("invites.look", { code: `guess-${n}-`.padEnd(43, "x") });
      for (let n = 0; n < 20; n++) expect((await guess(n)).status).toBe(403);
      expect((await guess(20)).status).toBe(429);
      expect((await call("accounts.prepareOwner", { code: "y".repeat(43) })).status).toBe(429);
    });
  });
});

describe("a session", () => {
  test("lasts 15 minutes", async () => {
    await withTestApp(async ({ call, person, clock }) => {
      const { token } = await person("olga", "owner");
      await clock.pass(limits.sessionMs - 1);
      expect((await call("accounts.me", {}, { token })).status).toBe(200);
      await clock.pass(1);
      expect((await call("accounts.me", {}, { token })).body.error.code).toBe("NOT_SIGNED_IN");
    });
  });

  test("dies within 30 s of its device's sign-out, and asks no more often", async () => {
    await withTestApp(async ({ call, person, clock, matrix }) => {
      const { token, matrixToken } = await person("olga", "owner");
      const asked = matrix.seen.length;
      for (let n = 0; n < 5; n++) expect((await call("accounts.me", {}, { token })).status).toBe(200);
      expect(matrix.seen.length).toBe(asked);
      matrix.tokens.delete(matrixToken);
      await clock.pass(limits.sessionCheckMs);
      expect((await call("accounts.me", {}, { token })).body.error.code).toBe("NOT_SIGNED_IN");
    });
  });

  test("does not outlive a device that came back as somebody else's", async () => {
    await withTestApp(async ({ call, person, clock, matrix }) => {
      const { token, matrixToken } = await person("olga", "owner");
      matrix.tokens.set(matrixToken, { user_id: "@mallory:localhost", device_id: "OTHER" });
      await clock.pass(limits.sessionCheckMs);
      expect((await call("accounts.me", {}, { token })).status).toBe(401);
    });
  });

  test("stays while the homeserver is silent, until its own end", async () => {
    await withTestApp(async ({ call, person, clock, matrix }) => {
      const { token } = await person("olga", "owner");
      matrix.whoamiStatus = 502;
      await clock.pass(limits.sessionCheckMs);
      expect((await call("accounts.me", {}, { token })).status).toBe(200);
      await clock.pass(limits.sessionMs);
      expect((await call("accounts.me", {}, { token })).status).toBe(401);
    });
  });

  test("ends by sign-out, and when its account's password is reset", async () => {
    await withTestApp(async ({ call, person, stack }) => {
      const owner = await person("olga", "owner");
      const admin = await person("otto", "admin");
      const member = await person("mia");
      const reset = (userId: string, token: string) =>
        call("accounts.resetPassword", { userId, password: "a new long one" }, { token });
      expect((await reset(owner.userId, admin.token)).body.error.code).toBe("MISSING_SCOPE");
      expect((await reset("@nobody:localhost", owner.token)).body.error.code).toBe("NOT_FOUND");
      expect((await reset(member.userId, admin.token)).status).toBe(200);
      expect(stack.homeserver.resets).toEqual([{ userId: member.userId, password: "a new long one" }]);
      expect((await call("accounts.me", {}, { token: member.token })).status).toBe(401);
      await call("auth.signOut", {}, { token: admin.token });
      expect((await call("accounts.me", {}, { token: admin.token })).status).toBe(401);
      expect((await call("accounts.me", {}, { token: owner.token })).status).toBe(200);
      stack.homeserver.admin = null;
      expect((await reset(member.userId, owner.token)).body.error.code).toBe("NOT_OFFERED");
    });
  });
});

describe("roles", () => {
  test("are given by the owner alone, and count at once", async () => {
    await withTestApp(async ({ call, person }) => {
      const owner = await person("olga", "owner");
      const admin = await person("otto", "admin");
      const member = await person("mia");
      const give = (userId: string, role: "admin" | "member", token: string) =>
        call("accounts.setRole", { userId, role }, { token });
      expect((await give(member.userId, "admin", admin.token)).body.error.code).toBe("MISSING_SCOPE");
      expect((await give(owner.userId, "member", owner.token)).body.error.code).toBe("MISSING_SCOPE");
      expect((await call("accounts.list", {}, { token: admin.token })).status).toBe(200);
      expect((await give(admin.userId, "member", owner.token)).body.account.role).toBe("member");
      expect((await call("accounts.list", {}, { token: admin.token })).status).toBe(403);
    });
  });

  test("are listed page by page", async () => {
    await withTestApp(async ({ call, person }) => {
      const { token } = await person("olga", "owner");
      for (const name of ["a", "b", "c"]) await person(name);
      const first = await call("accounts.list", { limit: 3 }, { token });
      const rest = await call("accounts.list", { limit: 3, after: first.body.next ?? "" }, { token });
      const names = [...first.body.accounts, ...rest.body.accounts].map(({ userId }) => userId);
      expect(names.sort()).toEqual(["@a:localhost", "@b:localhost", "@c:localhost", "@olga:localhost"]);
      expect(rest.body.next).toBeNull();
    });
  });
});
