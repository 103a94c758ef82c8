import { describe, expect, test } from "vitest";
import { FakeClock, type TestApp, withTestApp } from "../../testing/test-app.ts";
import { hashOf, mayBeAlways } from "./command.ts";
import { createWaiting } from "./waiting.ts";

describe("for always", () => {
  test.each(["/usr/bin/rg", "/opt/tools/list-files", "/usr/local/bin/report.sh.d/run-report"])("%s may be", (path) => {
    expect(mayBeAlways(path)).toBe(true);
  });

  test.each([
    ...["/bin/sh", "/usr/bin/python3.12", "/usr/bin/PYTHON3", "/usr/local/bin/node", "/usr/bin/env", "/bin/busybox"],
    ...["/usr/bin/git", "/usr/bin/find", "/usr/bin/perl5.38.0", "C:\\Windows\\cmd.exe", "/usr/bin/bash.exe"],
    ...[
      "rg",
      "./rg",
      "/usr/bin/../bin/rg",
      "/usr/bin/",
      "/usr/bin/*",
      "/usr/bin/r?",
      "/opt/{a,b}",
      "/workspace/x",
      "/home/o/bin/x",
      "/tmp/rg",
      "/opt/x\n",
      "",
      null,
    ],
  ])("%j may not be", (path) => {
    expect(mayBeAlways(path)).toBe(false);
  });
});

test("the hash is of everything that is asked for", () => {
  const base = { command: "rg x", commandArgv: ["rg", "x"], cwd: "/a", host: "node", resolvedPath: "/usr/bin/rg" };
  const changes = [
    { command: "rg y" },
    { commandArgv: ["rg", "x", ""] },
    { commandArgv: ["rg x"] },
    { cwd: "/b" },
    { host: null },
    { resolvedPath: "/tmp/rg" },
    { agentId: "scout" },
  ];
  const hashes = [base, ...changes.map((change) => ({ ...base, ...change }))].map(hashOf);
  expect(new Set(hashes).size).toBe(hashes.length);
  expect(hashOf({ ...base, agentId: null })).toBe(hashOf(base));
});

/** An owner who answers, and a program of theirs that asks. */
async function asking({ call, person, clock }: TestApp) {
  const owner = await person("olga", "owner");
  const me = { token: owner.token };
  const scopes = ["operator.approvals", "operator.read"] as const;
  const program = await call("tokens.create", { name: "node", scopes: [...scopes] }, me);
  const it = { token: program.body.token };
  const ask = (params: object = {}) =>
    call("exec.approval.request", { command: "rg x", resolvedPath: "/usr/bin/rg", ...params }, it);
  /** Waits until so many questions are open. */
  const open = async (count = 1) => {
    for (let tries = 0; tries < 200; tries++) {
      const { approvals } = (await call("exec.approval.list", { state: "pending", limit: 200 }, me)).body;
      if (approvals.length === count) return approvals;
      await new Promise((resolve) => setTimeout(resolve, 5));
      clock.skip(1);
    }
    throw new Error("nobody asked");
  };
  const answer = (id: string, decision: "allow-once" | "allow-always" | "deny", who = me) =>
    call("exec.approval.resolve", { id, decision }, who);
  return { owner, me, it, ask, open, answer };
}

test("whoever asks waits until somebody answers, and only the first answer counts", () =>
  withTestApp(async (app) => {
    const { ask, open, answer, owner } = await asking(app);
    const asked = ask({ id: "q1", commandArgv: ["rg", "x"], cwd: "/w" });
    const [shown] = await open();
    expect(shown).toMatchObject({
      id: "q1",
      account: owner.userId,
      state: "pending",
      alwaysOffered: true,
      request: { command: "rg x", commandArgv: ["rg", "x"], cwd: "/w" },
    });
    const answers = await Promise.all([answer("q1", "deny"), answer("q1", "allow-once"), answer("q1", "deny")]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
    const { body } = await asked;
    expect(["deny", "allow-once"]).toContain(body.decision);
    const again = await app.call("exec.approval.waitDecision", { id: "q1" }, { token: owner.token });
    expect(again.body.decision).toBe(body.decision);
    expect((await ask({ id: "q1" })).status).toBe(409);
  }));

test("an answer that comes while somebody begins to wait is not missed", async () => {
  const waiting = createWaiting(new FakeClock());
  const missed = waiting.changed("q", 60_000, new AbortController().signal, async () => true);
  await expect(missed).resolves.toBeUndefined();
  const broken = waiting.changed("q", 60_000, new AbortController().signal, () => Promise.reject(new Error("disk")));
  await expect(broken).rejects.toThrow("disk");
  const woken = waiting.changed("q", 60_000, new AbortController().signal, async () => false);
  waiting.wake("q");
  await expect(woken).resolves.toBeUndefined();
});

test("nobody answers what they asked by a program's token, members answer nothing, and it stands in the audit", () =>
  withTestApp(async (app) => {
    const { ask, open, answer, it, me, owner } = await asking(app);
    const asked = ask({ id: "q1" });
    await open();
    expect((await answer("q1", "allow-once", it)).status).toBe(403);
    const member = await app.person("milo");
    // What others ask is not there for a member.
    expect((await answer("q1", "allow-once", { token: member.token })).status).toBe(404);
    expect((await app.call("exec.approval.list", {}, { token: member.token })).body.approvals).toEqual([]);
    expect((await answer("nothing", "deny")).status).toBe(404);
    expect((await answer("q1", "allow-once")).status).toBe(200);
    expect((await asked).body).toMatchObject({ id: "q1", decision: "allow-once" });
    const { entries } = (await app.call("audit.list", {}, me)).body;
    expect(entries.find(({ outcome }) => outcome === "ok")).toMatchObject({
      action: "exec.approval.resolve",
      who: { userId: owner.userId, subject: "q1 allow-once" },
    });
  }));

test("a program does not answer itself by another of its names, nor allow itself anything for always", () =>
  withTestApp(async (app) => {
    const { ask, open, answer, me, it } = await asking(app);
    const second = await app.call(
      "tokens.create",
      { name: "other", scopes: ["operator.approvals", "operator.admin", "operator.read"] },
      me,
    );
    const other = { token: second.body.token };
    const asked = ask({ id: "q1" });
    await open();
    expect((await answer("q1", "allow-once", other)).status).toBe(403);
    const { hash } = (await app.call("exec.approvals.get", {}, other)).body;
    const file = { version: 1 as const, agents: { main: { allowlist: [{ pattern: "/usr/bin/rg" }] } } };
    expect((await app.call("exec.approvals.set", { file, baseHash: hash }, other)).status).toBe(403);
    expect((await app.call("exec.approvals.set", { file, baseHash: hash }, it)).status).toBe(403);
    // Another person's program may: somebody of another account has let it in.
    const admin = await app.person("mia", "admin");
    const theirs = await app.call(
      "tokens.create",
      { name: "phone", scopes: ["operator.approvals", "operator.admin"] },
      { token: admin.token },
    );
    expect((await answer("q1", "deny", { token: theirs.body.token })).status).toBe(200);
    expect((await asked).body.decision).toBe("deny");
  }));

test("when its time is over nobody's answer counts, and whoever asks is told that nobody answered", () =>
  withTestApp(async (app) => {
    const { ask, open, answer, me } = await asking(app);
    const asked = ask({ id: "q1", timeoutMs: 60_000 });
    await open();
    await app.clock.pass(60_000);
    expect((await asked).body).toMatchObject({ id: "q1", decision: null });
    expect((await answer("q1", "allow-once")).status).toBe(409);
    const { body } = await app.call("exec.approval.get", { id: "q1" }, me);
    expect(body.approval).toMatchObject({ state: "expired", decision: null });
  }));

describe("always", () => {
  test("answers the next one at once, for this agent and path alone", () =>
    withTestApp(async (app) => {
      const { ask, open, answer, me } = await asking(app);
      const first = ask({ id: "q1" });
      await open();
      expect((await answer("q1", "allow-always")).status).toBe(200);
      expect((await first).body.decision).toBe("allow-always");
      expect((await ask({ id: "q2", command: "rg else" })).body.decision).toBe("allow-always");
      const { body } = await app.call("exec.approval.get", { id: "q2" }, me);
      expect(body.approval.resolvedBy).toBe("grant");
      const others = [ask({ id: "q3", resolvedPath: "/tmp/rg" }), ask({ id: "q4", agentId: "scout" })];
      await open(2);
      for (const id of ["q3", "q4"]) await answer(id, "deny");
      expect((await Promise.all(others)).map(({ body: { decision } }) => decision)).toEqual(["deny", "deny"]);
    }));

  test("is not said of what runs whatever it is given: the question stays open", () =>
    withTestApp(async (app) => {
      const { ask, open, answer } = await asking(app);
      const asked = ask({ id: "q1", resolvedPath: "/bin/bash", command: "bash -c ls" });
      const [shown] = await open();
      expect(shown?.alwaysOffered).toBe(false);
      expect((await answer("q1", "allow-always")).status).toBe(409);
      expect((await answer("q1", "allow-once")).status).toBe(200);
      expect((await asked).body.decision).toBe("allow-once");
    }));

  test("is listed and replaced as a whole, by who has seen the last state", () =>
    withTestApp(async (app) => {
      const { ask, open, answer, me } = await asking(app);
      const asked = ask({ id: "q1" });
      await open();
      await answer("q1", "allow-always");
      await asked;
      const before = (await app.call("exec.approvals.get", {}, me)).body;
      expect(before.file.agents).toMatchObject({ main: { allowlist: [{ pattern: "/usr/bin/rg" }] } });
      const set = (allowlist: { pattern: string }[], baseHash = before.hash) =>
        app.call("exec.approvals.set", { file: { version: 1, agents: { main: { allowlist } } }, baseHash }, me);
      for (const pattern of ["/bin/sh", "/usr/bin/*", "rg"]) expect((await set([{ pattern }])).status).toBe(400);
      expect((await set([], "stale")).status).toBe(409);
      const after = await set([{ pattern: "/usr/bin/fzf" }]);
      expect(after.body.file.agents).toMatchObject({ main: { allowlist: [{ pattern: "/usr/bin/fzf" }] } });
      expect((await set([])).status).toBe(409);
      const now = ask({ id: "q2" });
      await open();
      await answer("q2", "deny");
      expect((await now).body.decision).toBe("deny");
    }));
});

test("so many questions of one account are open, and no more", () =>
  withTestApp(async (app) => {
    const { ask, open, answer } = await asking(app);
    const asked = Array.from({ length: 100 }, (_, n) => ask({ id: `q${n}` }));
    await open(100);
    expect((await ask({ id: "more" })).status).toBe(409);
    app.clock.skip(60_000);
    for (let n = 0; n < 100; n++) await answer(`q${n}`, "deny");
    expect((await Promise.all(asked)).every(({ body: { decision } }) => decision === "deny")).toBe(true);
  }));
