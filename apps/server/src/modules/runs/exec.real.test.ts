import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fakeKey, startFakeProvider } from "@parley/testkit/providers";
import { describe, expect, test, vi } from "vitest";
import { type TestApp, withTestApp } from "../../testing/test-app.ts";

// Whole runs, one after the other: slow where the machine has much to do.
vi.setConfig({ testTimeout: 30_000 });

const calls = (argv: string[]) => ({
  parts: [{ type: "tool-call" as const, id: "c1", name: "exec", input: { argv } }],
});
const said = { parts: [{ type: "text" as const, text: "So it is." }] };

/** An owner whose agent may run programs. */
async function running(app: TestApp, far: Awaited<ReturnType<typeof startFakeProvider>>) {
  const { call, person, clock } = app;
  const me = { token: (await person("olga", "owner")).token };
  const provider = { id: "far", kind: "anthropic" as const, name: "Far", baseUrl: `${far.url}/v1`, apiKey: fakeKey };
  await call("providers.put", { ...provider, models: [{ id: "small" }] }, me);
  await call("models.setDefault", { model: "far/small" }, me);
  const made = await call("agents.create", { name: "Maker", exec: true }, me);
  expect(made.status).toBe(200);
  const sessionKey = `agent:${made.body.agentId}:main`;
  const until = async <Found>(look: () => Promise<Found | undefined | false>): Promise<Found> => {
    for (let tries = 0; tries < 600; tries++) {
      await clock.pass(10);
      const found = await look();
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error("not seen");
  };
  let count = 0;
  const begin = async (argv: string[]) => {
    const id = `r${++count}`;
    far.answer(calls(argv), said);
    const headers = { "idempotency-key": id };
    await call("chat.send", { sessionKey, message: "Do it" }, { ...me, headers });
    return id;
  };
  const over = (id: string) =>
    until(async () => {
      const { run, steps } = (await call("runs.get", { runId: id }, me)).body;
      return run.state !== "running" && run.state !== "parked" && JSON.stringify(steps);
    });
  const asked = () => until(async () => (await call("exec.approval.list", { state: "pending" }, me)).body.approvals[0]);
  const answer = (id: string, decision: "allow-once" | "allow-always" | "deny") =>
    call("exec.approval.resolve", { id, decision }, me);
  return { me, begin, over, asked, answer };
}

describe.skipIf(!existsSync("/usr/bin/bwrap"))(
  "programs of agents (bubblewrap is not installed, if this was skipped)",
  () => {
    test("run after a person has said yes to exactly that, and in no other way", async () => {
      const far = await startFakeProvider();
      await withTestApp(async (app) => {
        const workspaces = `${dirname(app.dataFile)}-workspaces`;
        try {
          const { me, begin, over, asked, answer } = await running(app, far);
          const member = { token: (await app.person("milo")).token };
          expect((await app.call("agents.create", { name: "Own", exec: true }, member)).status).toBe(403);

          const shell = await begin(["sh", "-c", "echo made > job; chmod +x job; cat job"]);
          const question = await asked();
          expect(question).toMatchObject({ kind: "exec", alwaysOffered: false, request: { cwd: "/workspace" } });
          expect((await app.call("exec.approval.list", {}, member)).body.approvals).toEqual([]);
          await answer(question.id, "allow-once");
          expect(await over(shell)).toContain("It ended with 0.\\nmade");

          const refused = await begin(["sh", "-c", "rm job"]);
          await answer((await asked()).id, "deny");
          expect(await over(refused)).toContain("A person said no");

          const place = existsSync(workspaces) ? workspaces : join(dirname(app.dataFile), "workspaces");
          const job = join(place, readdirSync(place)[0] ?? "", "job");
          const changed = await begin(["./job"]);
          const { id } = await asked();
          writeFileSync(job, "#!/bin/sh\necho other\n");
          await answer(id, "allow-once");
          expect(await over(changed)).toContain("another one than when it was allowed");

          const always = await begin(["printf", "once"]);
          await answer((await asked()).id, "allow-always");
          expect(await over(always)).toContain("once");
          expect(await over(await begin(["printf", "again"]))).toContain("It ended with 0.\\nagain");
          expect((await app.call("exec.approval.list", { state: "pending" }, me)).body.approvals).toEqual([]);
        } finally {
          rmSync(workspaces, { recursive: true, force: true });
        }
      });
      await far.close();
    });
  },
);
