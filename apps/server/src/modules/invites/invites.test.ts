import { limits } from "@parley/protocol";
import { describe, expect, test } from "vitest";
import { type TestApp, withTestApp } from "../../testing/test-app.ts";

/** An owner, a way to make invitations, and one to come by them. */
async function prepare({ call, person, matrix }: TestApp) {
  const owner = await person("olga", "owner");
  let devices = 0;
  return {
    owner,
    async invite(maxUses: number | null, expiresInMs: number | null = null, token = owner.token) {
      const params = { spaceId: "!space:localhost", spaceName: "Space", maxUses, expiresInMs };
      const { body } = await call("invites.create", params, { token });
      return { ...body.invite, url: body.url, code: body.url.split("#")[1] ?? "" };
    },
    async come(name: string, inviteCode: string) {
      const token = `syt_${name}_token_${++devices}`;
      matrix.tokens.set(token, { user_id: `@${name}:localhost`, device_id: `D${devices}` });
      return call("auth.signIn", { inviteCode }, { token });
    },
  };
}
const redeem = ({ call }: TestApp, code: string, address = "127.0.0.1") =>
  call("invites.redeem", { code }, { address });

describe("an invitation", () => {
  test("shows where it leads, and lets in as often as it says", async () => {
    await withTestApp(async (app) => {
      const { invite, come, owner } = await prepare(app);
      const made = await invite(2);
      expect(made.url).toMatch(/^http:\/\/localhost:8420\/invite#[A-Za-z0-9_-]{43}$/);
      expect((await app.call("invites.look", { code: made.code })).body).toEqual({
        spaceId: "!space:localhost",
        spaceName: "Space",
        invitedBy: "@olga:localhost",
        invitedByName: null,
        serverName: "localhost",
        canSignUp: true,
      });
      expect((await redeem(app, made.code)).body.registrationToken).toBe("registration-1");
      const first = await come("a", made.code);
      expect(first.body).toMatchObject({ spaceId: "!space:localhost", account: { role: "member" } });
      // Again, by the same person: no further use.
      expect((await come("a", made.code)).status).toBe(200);
      await redeem(app, made.code);
      expect((await come("b", made.code)).status).toBe(200);
      const { body } = await app.call("invites.list", {}, { token: owner.token });
      expect(body.invites[0]).toMatchObject({ uses: 2, state: "used-up", ending: made.code.slice(-4) });
      expect((await redeem(app, made.code)).body.error.code).toBe("CODE_REFUSED");
      expect((await come("c", made.code)).body.error.code).toBe("CODE_REFUSED");
      expect((await app.call("invites.look", { code: made.code })).body.error.code).toBe("CODE_REFUSED");
      expect((await come("a", made.code)).status).toBe(200);
    });
  });

  test("gives its last use to one of those who ask at once", async () => {
    await withTestApp(async (app) => {
      const { invite, come } = await prepare(app);
      const { code } = await invite(3);
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, index) => redeem(app, code, `192.0.2.${index + 1}`)),
      );
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
      expect(answers.filter(({ status }) => status === 403)).toHaveLength(9);
      const arrivals = await Promise.all(["a", "b", "c", "d", "e"].map((name) => come(name, code)));
      expect(arrivals.filter(({ status }) => status === 200)).toHaveLength(3);
    });
  });

  test("keeps a use for 15 minutes for who redeemed it, and gives a reloaded page the same token", async () => {
    await withTestApp(async (app) => {
      const { invite } = await prepare(app);
      const { code } = await invite(1);
      const first = await redeem(app, code, "192.0.2.1");
      expect((await redeem(app, code, "192.0.2.2")).body.error.code).toBe("CODE_REFUSED");
      expect((await redeem(app, code, "192.0.2.1")).body).toEqual(first.body);
      await app.clock.pass(limits.redemptionMs);
      const later = await redeem(app, code, "192.0.2.2");
      expect(later.body.registrationToken).toBe("registration-2");
    });
  });

  test("takes its use back when the homeserver made no token", async () => {
    await withTestApp(async (app) => {
      const { invite } = await prepare(app);
      const { code } = await invite(1);
      app.stack.homeserver.failTokens = true;
      expect((await redeem(app, code)).body.error).toMatchObject({ code: "PART_DOWN", retryable: true });
      app.stack.homeserver.failTokens = false;
      expect((await redeem(app, code, "192.0.2.9")).status).toBe(200);
    });
  });

  test.each([42, 44])("a code of %i characters is incomplete, not refused", async (length) => {
    await withTestApp(async (app) => {
      const { come } = await prepare(app);
      const code = "x".repeat(length);
      for (const { body } of [
        await app.call("invites.look", { code }),
        await redeem(app, code),
        await come("x", code),
      ]) {
        expect(body.error).toMatchObject({ code: "BAD_PARAMS" });
        expect(body.error.message).toContain("incomplete");
      }
    });
  });

  test("is refused when it is wrong, expired or revoked", async () => {
    await withTestApp(async (app) => {
      const { invite, come, owner } = await prepare(app);
      const codes = async (code: string) => [
        (await app.call("invites.look", { code })).body.error?.code,
        (await redeem(app, code)).body.error?.code,
        (await come("x", code)).body.error?.code,
      ];
      const refused = ["CODE_REFUSED", "CODE_REFUSED", "CODE_REFUSED"];
      expect(await codes("z".repeat(43))).toEqual(refused);
      const short = await invite(null, 60_000);
      expect(await codes(short.code)).toEqual([undefined, undefined, undefined]);
      await app.clock.pass(60_000);
      const stale = await invite(null, 60_000);
      await app.clock.pass(60_000);
      expect(await codes(stale.code)).toEqual(refused);
      const open = await invite(null);
      await redeem(app, open.code);
      const revoked = await app.call("invites.revoke", { id: open.id }, { token: owner.token });
      expect(revoked.body.invite.state).toBe("revoked");
      expect(await codes(open.code)).toEqual(refused);
    });
  });

  test("keeps what a newcomer reserved from a member who follows the link too", async () => {
    await withTestApp(async (app) => {
      const { invite, come } = await prepare(app);
      const mia = await app.person("mia");
      const { code } = await invite(1);
      await redeem(app, code);
      const { body } = await app.call("auth.signIn", { inviteCode: code }, { token: mia.matrixToken });
      expect(body.error.code).toBe("CODE_REFUSED");
      expect((await come("new", code)).status).toBe(200);
    });
  });

  test("still admits who redeemed it in time", async () => {
    await withTestApp(async (app) => {
      const { invite, come } = await prepare(app);
      const { code } = await invite(1, 60_000);
      await redeem(app, code);
      await app.clock.pass(90_000);
      expect((await come("late", code)).status).toBe(200);
      expect((await come("later", code)).status).toBe(403);
    });
  });

  test("belongs to who made it, and to admins", async () => {
    await withTestApp(async (app) => {
      const { invite, owner } = await prepare(app);
      const mia = await app.person("mia");
      const max = await app.person("max");
      const made = await invite(null, null, mia.token);
      const ids = async (token: string) =>
        (await app.call("invites.list", {}, { token })).body.invites.map(({ id }) => id);
      expect(await ids(mia.token)).toEqual([made.id]);
      expect(await ids(max.token)).toEqual([]);
      expect(await ids(owner.token)).toContain(made.id);
      const revoke = (token: string) => app.call("invites.revoke", { id: made.id }, { token });
      expect((await revoke(max.token)).body.error.code).toBe("NOT_FOUND");
      expect((await revoke(owner.token)).status).toBe(200);
    });
  });

  test("is not offered where accounts are made elsewhere, and still admits those who have one", async () => {
    await withTestApp(async (app) => {
      const { invite, come } = await prepare(app);
      const { code } = await invite(1);
      app.stack.homeserver.admin = null;
      expect((await redeem(app, code)).body.error.code).toBe("NOT_OFFERED");
      expect((await app.call("invites.look", { code })).body.canSignUp).toBe(false);
      expect((await come("known", code)).status).toBe(200);
    });
  });
});

describe("who invites", () => {
  test.each([
    ["is called as people see them now", "  Olga\u202e Ñandú ", "Olga Ñandú"],
    ["is known by the id alone where nothing of a name is seen", "\u2800\u200d", null],
  ])("%s", async (_, written, shown) => {
    await withTestApp(async (app) => {
      const { invite } = await prepare(app);
      const { code } = await invite(null);
      app.stack.homeserver.displayNames.set("@olga:localhost", written);
      expect((await app.call("invites.look", { code })).body).toMatchObject({
        invitedBy: "@olga:localhost",
        invitedByName: shown,
      });
    });
  });

  test("is no reason to fail or to wait", async () => {
    await withTestApp(async (app) => {
      const { invite } = await prepare(app);
      const { code } = await invite(null);
      app.stack.homeserver.failTokens = true;
      expect((await app.call("invites.look", { code })).body).toMatchObject({ invitedByName: null });
      const { admin } = app.stack.homeserver;
      const asked = Promise.withResolvers<void>();
      const displayName = () => {
        asked.resolve();
        return new Promise<null>(() => {});
      };
      app.stack.homeserver.admin = admin && { ...admin, displayName };
      const look = app.call("invites.look", { code });
      await asked.promise;
      await app.clock.pass(2_000);
      expect((await look).body).toMatchObject({ spaceName: "Space", invitedByName: null });
    });
  });
});

describe("newcomers", () => {
  test("wait for the inviter until they were welcomed", async () => {
    await withTestApp(async (app) => {
      const { invite, come, owner } = await prepare(app);
      const { code, id } = await invite(null);
      await come("nora", code);
      const waiting = async (token: string) => (await app.call("invites.newcomers", {}, { token })).body.newcomers;
      expect(await waiting(owner.token)).toMatchObject([
        { userId: "@nora:localhost", inviteId: id, spaceId: "!space:localhost" },
      ]);
      const nora = (await app.call("auth.signIn", {}, { token: "syt_nora_token_1" })).body.token ?? "";
      const expected = async (token: string) => (await app.call("invites.expected", {}, { token })).body.spaces;
      const space = { spaceId: "!space:localhost", spaceName: "Space", invitedBy: "@olga:localhost" };
      expect(await expected(nora)).toEqual([space]);
      expect(await expected(owner.token)).toEqual([]);
      const other = await app.person("otto", "admin");
      expect(await waiting(other.token)).toEqual([]);
      const welcome = (token: string, userId: string) =>
        app.call("invites.welcomed", { userId, inviteId: id }, { token });
      expect((await welcome(other.token, "@nora:localhost")).body.error.code).toBe("NOT_FOUND");
      expect((await welcome(owner.token, "@nobody:localhost")).body.error.code).toBe("NOT_FOUND");
      expect((await welcome(owner.token, "@nora:localhost")).status).toBe(200);
      expect((await welcome(owner.token, "@nora:localhost")).status).toBe(200);
      expect(await expected(nora)).toEqual([]);
      const left = await waiting(owner.token);
      expect(left.map(({ userId }) => userId)).toEqual(["@otto:localhost"]);
    });
  });
});
