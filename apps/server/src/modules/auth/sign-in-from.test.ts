import { createSecret, type Log, silentLog } from "@parley/kernel";
import type { ParamsOf } from "@parley/protocol";
import { limits } from "@parley/protocol";
import { describe, expect, test } from "vitest";
import { type FakeElsewhere, startFakeElsewhere } from "../../testing/fake-elsewhere.ts";
import { type TestApp, withTestApp } from "../../testing/test-app.ts";

const from = { homeserver: "abroad.example", deviceId: "PHONE" };

async function withElsewhere(
  work: (test: TestApp, elsewhere: FakeElsewhere, token: (userId?: string) => string) => Promise<void>,
  {
    log = silentLog,
    name = "abroad.example",
    also = [],
  }: { log?: Log; name?: string; also?: { name: string; url: string }[] } = {},
): Promise<void> {
  const elsewhere = await startFakeElsewhere();
  try {
    const config = { others: "any" as const, membersFrom: [{ name, url: elsewhere.url }, ...also] };
    await withTestApp(
      async (test) => {
        await test.person("olga", "owner");
        await work(test, elsewhere, (userId = "@vera:abroad.example") => {
          const token = createSecret();
          elsewhere.tokens.set(token, userId);
          return token;
        });
      },
      { config, log },
    );
  } finally {
    await elsewhere.close();
  }
}

const asked = "/_matrix/federation/v1/openid/userinfo";

describe("an account of a listed homeserver", () => {
  test("is a member by an OpenID token, which is good once", async () => {
    await withElsewhere(async ({ call }, elsewhere, tokenOf) => {
      expect((await call("auth.discover", {})).body.membersFrom).toEqual(["abroad.example"]);
      const token = tokenOf();
      const opened = await call("auth.signInFrom", from, { token });
      expect(opened.body).toMatchObject({
        account: { userId: "@vera:abroad.example", role: "member" },
        scopes: ["operator.read", "operator.write", "operator.pairing", "operator.approvals", "operator.hooks"],
        spaceId: null,
      });
      expect((await call("accounts.me", {}, { token: opened.body.token })).body.account.userId).toBe(
        "@vera:abroad.example",
      );
      expect((await call("auth.signInFrom", from, { token })).body.error.code).toBe("NOT_SIGNED_IN");
      expect(elsewhere.asked).toEqual([asked, asked]);
    });
  });

  test("gets one session of a token that is shown many times at once", async () => {
    await withElsewhere(async ({ call }, _, tokenOf) => {
      const token = tokenOf();
      const answers = await Promise.all(Array.from({ length: 6 }, () => call("auth.signInFrom", from, { token })));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401, 401]);
    });
  });

  test("gets the same answer again when it was lost on the way", async () => {
    await withElsewhere(async ({ call }, _, tokenOf) => {
      const again = { token: tokenOf(), headers: { "idempotency-key": "the-same" } };
      const first = await call("auth.signInFrom", from, again);
      expect((await call("auth.signInFrom", from, again)).body.token).toBe(first.body.token);
    });
  });

  test("remembers a used token over its hour, and then forgets it", async () => {
    await withElsewhere(async ({ call, store, clock }, _, tokenOf) => {
      const token = tokenOf();
      await call("auth.signInFrom", from, { token });
      const kept = () =>
        store.reader<{ used_openid_tokens: { token_hash: string } }>().selectFrom("used_openid_tokens").selectAll();
      const [row] = await kept().execute();
      expect(JSON.stringify(row)).not.toContain(token);
      clock.skip(61 * 60_000);
      expect((await call("auth.signInFrom", from, { token })).status).toBe(401);
      clock.skip(5 * 60_000);
      await call("auth.signInFrom", from, { token: tokenOf() });
      expect(await kept().execute()).toHaveLength(1);
    });
  });

  test.each([
    ["@olga:localhost", "an account of ours"],
    ["@vera:evil.example", "an account of a third homeserver"],
    ["@vera:abroad.example.evil.example", "a name that only begins alike"],
    ["@vera:evil.example:abroad.example", "a name that only ends alike"],
    ["vera:abroad.example", "no user id"],
    ["@vera x:abroad.example", "a user id with a blank"],
  ])("is taken at its word for its own name alone: not for %s (%s)", async (sub) => {
    await withElsewhere(async ({ call, store }, _, tokenOf) => {
      expect((await call("auth.signInFrom", from, { token: tokenOf(sub) })).body.error.code).toBe("NOT_SIGNED_IN");
      const rows = store.reader<{ accounts: { user_id: string } }>().selectFrom("accounts").select("user_id");
      expect(await rows.execute()).toEqual([{ user_id: "@olga:localhost" }]);
    });
  });

  test("is not let in from a homeserver that is not listed, nor from our own by this way", async () => {
    await withElsewhere(async ({ call }, elsewhere, tokenOf) => {
      for (const homeserver of ["evil.example", "ABROAD.example", "localhost", "127.0.0.1", "__proto__"]) {
        const { body } = await call("auth.signInFrom", { ...from, homeserver }, { token: tokenOf() });
        expect([homeserver, body.error.code]).toEqual([homeserver, "NOT_ADMITTED"]);
      }
      expect(elsewhere.asked).toEqual([]);
    });
    await withElsewhere(
      async ({ call }, elsewhere, tokenOf) => {
        expect((await call("auth.discover", {})).body.membersFrom).toEqual([]);
        const answer = await call(
          "auth.signInFrom",
          { ...from, homeserver: "localhost" },
          { token: tokenOf("@olga:localhost") },
        );
        expect(answer.body.error.code).toBe("NOT_ADMITTED");
        expect(elsewhere.asked).toEqual([]);
      },
      { name: "localhost" },
    );
  });

  test("never becomes more than a member, and makes no invitations", async () => {
    await withElsewhere(async ({ call, store, clock }, _, tokenOf) => {
      const { token } = (await call("auth.signInFrom", from, { token: tokenOf() })).body;
      const owner = (await call("accounts.list", {}, { token })).body;
      expect(owner.error.code).toBe("MISSING_SCOPE");
      const made = await call(
        "invites.create",
        { spaceId: "!s:abroad.example", spaceName: "S", expiresInMs: null, maxUses: null },
        { token },
      );
      expect(made.body.error.code).toBe("MISSING_SCOPE");
      // Even where the row was changed by hand.
      await store.write<{ accounts: { user_id: string; role: string } }, unknown>((tx) =>
        tx.updateTable("accounts").set({ role: "admin" }).where("user_id", "=", "@vera:abroad.example").execute(),
      );
      clock.skip(1000);
      const again = await call("auth.signInFrom", from, { token: tokenOf() });
      expect(again.body.scopes).toEqual([
        "operator.read",
        "operator.write",
        "operator.pairing",
        "operator.approvals",
        "operator.hooks",
      ]);
      const program = { name: "n", scopes: ["operator.read"] } satisfies ParamsOf<"tokens.create">;
      const refused = await call("tokens.create", program, { token: again.body.token });
      expect(refused.body.error.code).toBe("NOT_OFFERED");
      expect((await call("accounts.list", {}, { token: again.body.token })).body.error.code).toBe("MISSING_SCOPE");
    });
  });

  test("is given no role by the owner, and no password", async () => {
    await withElsewhere(async ({ call, matrix }, _, tokenOf) => {
      await call("auth.signInFrom", from, { token: tokenOf() });
      matrix.tokens.set("syt_olga_again_1", { user_id: "@olga:localhost", device_id: "D2" });
      const { token } = (await call("auth.signIn", {}, { token: "syt_olga_again_1" })).body;
      const userId = "@vera:abroad.example";
      expect((await call("accounts.setRole", { userId, role: "admin" }, { token })).body.error.code).toBe(
        "MISSING_SCOPE",
      );
      const reset = await call("accounts.resetPassword", { userId, password: "a new long one" }, { token });
      expect(reset.body.error.code).toBe("NOT_OFFERED");
    });
  });

  test("keeps its session for as long as its token, whatever is silent, and renews it with another token", async () => {
    await withElsewhere(async ({ call, clock, matrix }, elsewhere, tokenOf) => {
      const first = (await call("auth.signInFrom", from, { token: tokenOf() })).body.token;
      const questions = matrix.seen.length;
      await elsewhere.close();
      await clock.pass(limits.sessionMs - 1);
      expect((await call("accounts.me", {}, { token: first })).status).toBe(200);
      // Our own homeserver is never asked after somebody else's account.
      expect(matrix.seen.length).toBe(questions);
      await clock.pass(1);
      expect((await call("accounts.me", {}, { token: first })).status).toBe(401);
    });
    await withElsewhere(async ({ call, clock }, _, tokenOf) => {
      await call("auth.signInFrom", from, { token: tokenOf() });
      await clock.pass(limits.sessionMs - 60_000);
      const second = (await call("auth.signInFrom", from, { token: tokenOf() })).body.token;
      await clock.pass(limits.sessionMs - 60_000);
      expect((await call("accounts.me", {}, { token: second })).status).toBe(200);
      await call("auth.signOut", {}, { token: second });
      expect((await call("accounts.me", {}, { token: second })).status).toBe(401);
    });
  });

  test("has eight sessions at most: the one longest unused goes, not the one that was opened first", async () => {
    await withElsewhere(async ({ call, clock }, _, tokenOf) => {
      const open = async (deviceId: string) =>
        (await call("auth.signInFrom", { ...from, deviceId }, { token: tokenOf() })).body.token as string;
      const tokens: string[] = [];
      for (let n = 0; n < 8; n++) {
        await clock.pass(1000);
        tokens.push(await open(`D${n}`));
      }
      await clock.pass(1000);
      const renewed = await open("D0");
      await clock.pass(1000);
      await open("D8");
      const lives = async (token: string) => (await call("accounts.me", {}, { token })).status === 200;
      expect(await lives(renewed)).toBe(true);
      expect(await Promise.all(tokens.slice(1).map(lives))).toEqual([false, ...Array.from({ length: 6 }, () => true)]);
    });
  });

  test("has eight sessions at most: the oldest goes, nobody else's", async () => {
    await withElsewhere(async ({ call }, _, tokenOf) => {
      const other = (await call("auth.signInFrom", from, { token: tokenOf("@emil:abroad.example") })).body.token;
      const tokens: string[] = [];
      for (let n = 0; n < 10; n++) {
        const opened = await call("auth.signInFrom", { ...from, deviceId: `D${n}` }, { token: tokenOf() });
        tokens.push(opened.body.token);
      }
      const lives = async (token: string) => (await call("accounts.me", {}, { token })).status === 200;
      expect(await Promise.all(tokens.map(lives))).toEqual([false, false, ...Array.from({ length: 8 }, () => true)]);
      expect(await lives(other)).toBe(true);
    });
  });
});

describe("what others answer", () => {
  test.each([
    ["silence for more than ten seconds", 503, (response: import("node:http").ServerResponse) => void response],
    ["a redirect", 503, (r: import("node:http").ServerResponse) => r.writeHead(302, { location: "http://x/" }).end()],
    ["a fault", 503, (r: import("node:http").ServerResponse) => r.writeHead(500).end()],
    ["too much", 503, (r: import("node:http").ServerResponse) => r.end(JSON.stringify({ sub: "x".repeat(20_000) }))],
    ["no JSON", 401, (r: import("node:http").ServerResponse) => r.end("<html>")],
    ["no person", 401, (r: import("node:http").ServerResponse) => r.end('{"sub":{"a":1}}')],
  ])("%s opens nothing", async (_, status, answer) => {
    await withElsewhere(async ({ call, clock }, elsewhere, tokenOf) => {
      elsewhere.answer = answer;
      const opened = call("auth.signInFrom", from, { token: tokenOf() });
      while (elsewhere.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      await new Promise((resolve) => setTimeout(resolve, 50));
      await clock.pass(10_000);
      expect((await opened).status).toBe(status);
    });
  });

  test("guesses are throttled by address, and a listed homeserver is not asked for them any more", async () => {
    await withElsewhere(async ({ call, clock }, elsewhere, tokenOf) => {
      for (let n = 0; n < 20; n++) await call("auth.signInFrom", from, { token: `wrong-token-${n}` });
      expect((await call("auth.signInFrom", from, { token: tokenOf() })).status).toBe(429);
      expect(elsewhere.asked).toHaveLength(20);
      expect((await call("auth.signInFrom", from, { token: tokenOf(), address: "192.0.2.1" })).status).toBe(200);
      await clock.pass(60_000);
      expect((await call("auth.signInFrom", from, { token: tokenOf() })).status).toBe(200);
    });
  });

  test("one address, however many good tokens it has, leaves the others theirs", async () => {
    await withElsewhere(async ({ call }, elsewhere, tokenOf) => {
      const open = (address: string) => call("auth.signInFrom", from, { token: tokenOf(), address });
      for (let n = 0; n < 30; n++) expect((await open("192.0.2.1")).status).toBe(200);
      const refused = await open("192.0.2.1");
      expect([refused.status, elsewhere.asked.length]).toEqual([429, 30]);
      expect((await open("192.0.2.2")).status).toBe(200);
    });
  });

  test("one that hangs keeps nobody of the others out, and is let be for a while", async () => {
    const hanging = await startFakeElsewhere();
    hanging.answer = (response) => void response;
    try {
      await withElsewhere(
        async ({ call, clock }, _, tokenOf) => {
          const ask = (n: number) =>
            call(
              "auth.signInFrom",
              { ...from, homeserver: "hangs.example" },
              { token: tokenOf(), address: `192.0.2.${n}` },
            );
          const questions = Array.from({ length: 20 }, (_none, n) => ask(n));
          while (hanging.asked.length < 8) await new Promise((resolve) => setTimeout(resolve, 5));
          expect((await call("auth.signInFrom", from, { token: tokenOf() })).status).toBe(200);
          await new Promise((resolve) => setTimeout(resolve, 50));
          await clock.pass(10_000);
          const statuses = (await Promise.all(questions)).map(({ status }) => status).sort();
          expect(statuses).toEqual([...Array.from({ length: 12 }, () => 429), ...Array.from({ length: 8 }, () => 503)]);
          const { length } = hanging.asked;
          expect((await ask(30)).status).toBe(503);
          expect(hanging.asked).toHaveLength(length);
        },
        { also: [{ name: "hangs.example", url: hanging.url }] },
      );
    } finally {
      await hanging.close();
    }
  });

  test("no log holds the token that stands in the address", async () => {
    const lines: string[] = [];
    const note = (message: string, fields?: object) => void lines.push(`${message} ${JSON.stringify(fields)}`);
    const log: Log = { debug: note, info: note, warn: note, error: note, child: () => log };
    await withElsewhere(
      async ({ call, redactor }, elsewhere, tokenOf) => {
        const token = tokenOf();
        await call("auth.signInFrom", from, { token });
        elsewhere.answer = (response) => response.destroy();
        const other = tokenOf();
        await call("auth.signInFrom", from, { token: other });
        expect(lines.some((line) => line.includes("could not be asked"))).toBe(true);
        expect(lines.filter((line) => line.includes(token) || line.includes(other))).toEqual([]);
        // It is good no more: there is no reason to keep it among the live secrets.
        expect(redactor.redact(other)).toBe(other);
      },
      { log },
    );
  });
});
