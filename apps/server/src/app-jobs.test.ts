import { sql, type Transaction } from "kysely";
import { expect, test } from "vitest";
import { type TestApp, withTestApp } from "./testing/test-app.ts";

const dayMs = 24 * 60 * 60_000;
type Tx = Transaction<unknown>;

/** What lies there after the next nights. */
async function nights({ clock, store }: TestApp): Promise<void> {
  for (let step = 0; step < 20; step++) {
    await clock.pass(60_000);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const found = await sql<{ fault: string | null }>`SELECT fault FROM jobs`.execute(store.reader());
  expect(found.rows.map(({ fault }) => fault)).toEqual([null, null, null, null, null]);
}

async function fill({ store, clock }: TestApp, name: string, count = 1): Promise<void> {
  const now = clock.now();
  const day = new Date(now).toISOString().slice(0, 10);
  await store.write(async (tx: Tx) => {
    for (let at = 0; at < count; at++) {
      const id = `${name}${at}`;
      await sql`INSERT INTO runs (account, id, key, agent, state, started_at, ended_at)
        VALUES ('@a:b', ${id}, 'k', 'main', 'done', ${now}, ${now})`.execute(tx);
      await sql`INSERT INTO run_events VALUES ('@a:b', ${id}, 1, ${now}, '{}')`.execute(tx);
      await sql`INSERT INTO usage_runs VALUES ('@a:b', ${id}, 'k', 1, 0)`.execute(tx);
    }
    await sql`INSERT INTO runs (account, id, key, agent, state, started_at)
      VALUES ('@a:b', ${`${name}-waits`}, 'k', 'main', 'parked', ${now})`.execute(tx);
    await sql`INSERT INTO usage_days VALUES ('@a:b', 'main', 'm', ${day}, 1, 1, 1, 0, 0, 1, 0, 0)`.execute(tx);
    await sql`INSERT INTO usage_open VALUES (${name}, '@a:b', 'main', ${`${name}0`}, 'k', 'lost', ${day}, NULL, 7, 7, NULL)`.execute(
      tx,
    );
  });
}

async function counted({ store }: TestApp) {
  const of = async (table: string) =>
    (await sql<{ n: number }>`SELECT count(*) AS n FROM ${sql.table(table)}`.execute(store.reader())).rows[0]?.n;
  return {
    runs: await of("runs"),
    events: await of("run_events"),
    costs: await of("usage_runs"),
    days: await of("usage_days"),
    open: await of("usage_open"),
  };
}

test("what is older than the settings say is let go at night, and nothing else", () =>
  withTestApp(
    async (app) => {
      const me = { token: (await app.person("olga", "owner")).token };
      const note = () => app.call("tokens.create", { name: "x", scopes: ["operator.read"] }, me);
      await fill(app, "old", 600);
      await note();
      await note();
      app.clock.skip(70 * dayMs);
      await fill(app, "new");
      await nights(app);
      // Runs that wait are nobody's to take, and what was put aside two months ago is counted.
      expect(await counted(app)).toEqual({ runs: 3, events: 1, costs: 1, days: 1, open: 1 });
      const found = await sql<{ kind: string; header: string }>`
        SELECT kind, header FROM chain_rows WHERE stream = 'audit' ORDER BY seq`.execute(app.store.reader());
      expect(found.rows.map(({ kind }) => kind)).toContain("cut");
      expect(found.rows.some(({ header }) => header.includes("tokens.create"))).toBe(false);
      const verified = await app.call("audit.verify", {}, { token: app.localToken });
      expect(verified.body.faults).toEqual([]);
    },
    { config: { keep: { runs: 30, usage: 62, audit: 30 } } },
  ));

test("where the settings say nothing, everything stays", () =>
  withTestApp(async (app) => {
    await fill(app, "old");
    app.clock.skip(3_000 * dayMs);
    await nights(app);
    expect(await counted(app)).toMatchObject({ runs: 2, events: 1, costs: 1, open: 0 });
  }));
