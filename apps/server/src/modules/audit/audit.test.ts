import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { withTestApp } from "../../testing/test-app.ts";

test("what concerns others is noted with who did it, from where, to what, and how it ended", () =>
  withTestApp(async ({ call, person }) => {
    const owner = await person("olga", "owner");
    const member = await person("milo");
    const { userId } = member;
    await call("accounts.setRole", { userId, role: "admin" }, { token: owner.token, address: "192.0.2.7" });
    await call("accounts.setRole", { userId: "@nobody:localhost", role: "admin" }, { token: owner.token });
    await call("accounts.me", {}, { token: owner.token });
    const { body } = await call("audit.list", {}, { token: owner.token });
    expect(body.entries.slice(0, 2)).toMatchObject([
      { action: "accounts.setRole", outcome: "NOT_FOUND", who: { userId: owner.userId, subject: "@nobody:localhost" } },
      {
        action: "accounts.setRole",
        outcome: "ok",
        who: { userId: owner.userId, local: false, address: "192.0.2.7", subject: userId },
      },
    ]);
    expect(body.entries.some(({ action }) => action === "accounts.me")).toBe(false);
    const verified = await call("audit.verify", {}, { token: owner.token });
    expect(verified.body).toEqual({ entries: body.entries.length, faults: [] });
  }));

test("is for admins, and who asks in vain is noted, but fills no disk", () =>
  withTestApp(async ({ call, person }) => {
    const owner = await person("olga", "owner");
    const { token, userId } = await person("milo");
    expect((await call("audit.list", {}, { token })).status).toBe(403);
    expect((await call("audit.verify", {}, { token })).status).toBe(403);
    for (let n = 0; n < 60; n++) await call("accounts.newSetupCode", {}, { token });
    const { body } = await call("audit.list", { limit: 200 }, { token: owner.token });
    const refused = body.entries.filter(({ outcome }) => outcome === "MISSING_SCOPE");
    expect(refused.length).toBeGreaterThan(5);
    expect(refused.length).toBeLessThan(30);
    expect(refused[0]).toMatchObject({ action: "accounts.newSetupCode", who: { userId } });
  }));

test("holds no password, comes by pages, and one that was changed is named", () =>
  withTestApp(async ({ call, person, dataFile }) => {
    const owner = await person("olga", "owner");
    const { userId } = await person("milo");
    for (let n = 0; n < 5; n++) {
      await call("accounts.resetPassword", { userId, password: "Kaffee-Kanne-9" }, { token: owner.token });
    }
    const first = await call("audit.list", { limit: 3 }, { token: owner.token });
    expect(first.body.entries).toHaveLength(3);
    const rest = await call("audit.list", { limit: 500, before: first.body.next ?? 0 }, { token: owner.token });
    expect(rest.body.entries[0]?.seq).toBe((first.body.next ?? 0) - 1);
    expect(rest.body.next).toBeNull();
    expect(JSON.stringify([first.body, rest.body])).not.toContain("Kaffee");

    const file = new DatabaseSync(dataFile);
    file.exec("UPDATE chain_rows SET header = replace(header, 'accounts', 'invites') WHERE seq = 2");
    file.close();
    const { body } = await call("audit.verify", {}, { token: owner.token });
    expect(body.faults).toEqual([{ kind: "changed", seq: 2 }]);
  }));
