import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExecRequest } from "@parley/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { SandboxSpec } from "../../platform/sandbox/arguments.ts";
import type { Sandbox } from "../../platform/sandbox/sandbox.ts";
import { createExec } from "./exec.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-exec-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const row = {
  account: "@o:localhost",
  id: "r1",
  key: "agent:main:main",
  agent: "main",
  model: null,
  state: "running" as const,
  fault: null,
  spec: null,
  input_hash: null,
  input_tokens: null,
  output_tokens: null,
  started_at: 1,
  ended_at: null,
};

/** Programs that are only written down. */
function made(allowed: (exec: ExecRequest) => boolean) {
  const ran: SandboxSpec[] = [];
  const sandbox: Sandbox = {
    unavailable: null,
    prepare: (workspace) => mkdirSync(workspace, { recursive: true }),
    async run(spec) {
      ran.push(spec);
      return { ended: "exit", code: 0, output: "done" };
    },
    open: () => {
      throw new Error("nothing stays");
    },
  };
  const exec = createExec({
    sandbox: async () => sandbox,
    workspaces: folder,
    allowed: async (_step, asked) => allowed(asked),
  });
  return { exec, ran };
}
const context = { callId: "c1", signal: new AbortController().signal, taint: [] };

test("names exactly what would run: words, folder, the real file and what is in it", async () => {
  const { exec } = made(() => true);
  const asked = await exec.commandOf(row, "exec", { argv: ["env", "a b", "it's"], folder: "src" });
  expect(asked).toMatchObject({
    command: "env 'a b' 'it'\\''s'",
    commandArgv: ["env", "a b", "it's"],
    cwd: "/workspace/src",
    host: "sandbox",
    resolvedPath: expect.stringMatching(/^\/usr\//),
    fileSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(await exec.commandOf(row, "web_fetch", { url: "https://x" })).toBeNull();
  for (const argv of [["no-such-program-here"], ["/etc/passwd"], ["/root/x"], ["./nothing"], [""], ["../usr"], []]) {
    await expect(exec.commandOf(row, "exec", { argv })).rejects.toMatchObject({ code: "NOT_FOUND" });
  }
  for (const out of ["..", "/etc", "a/../../b"]) {
    await expect(exec.commandOf(row, "exec", { argv: ["env"], folder: out })).rejects.toMatchObject({
      code: "BAD_PARAMS",
    });
  }
});

test("what was allowed of a file is void once the file has changed, and a link leads nowhere", async () => {
  const seen: ExecRequest[] = [];
  const { exec, ran } = made(({ fileSha256 }) => fileSha256 === seen[0]?.fileSha256);
  const asked = exec.commandOf(row, "exec", { argv: ["./job"] });
  await expect(asked).rejects.toMatchObject({ code: "NOT_FOUND" });
  const workspace = join(folder, readdirSync(folder)[0] ?? "");
  writeFileSync(join(workspace, "job"), "#!/bin/sh\necho good\n");
  chmodSync(join(workspace, "job"), 0o755);
  const first = await exec.commandOf(row, "exec", { argv: ["./job"] });
  if (first) seen.push(first);
  expect(first?.resolvedPath).toBe("/workspace/job");
  const tool = await exec.tool(row);
  expect(await tool.run({ argv: ["./job", "x"] }, context)).toMatchObject({
    parts: [{ text: expect.stringContaining("done") }],
  });
  expect(ran).toMatchObject([{ program: "/workspace/job", args: ["x"], workspace, folder: "/workspace" }]);
  writeFileSync(join(workspace, "job"), "#!/bin/sh\necho evil\n");
  await expect(tool.run({ argv: ["./job", "x"] }, context)).rejects.toThrow("another one than when it was allowed");
  expect(ran).toHaveLength(1);
  symlinkSync("/usr/bin/env", join(workspace, "out"));
  await expect(exec.commandOf(row, "exec", { argv: ["./out"] })).rejects.toMatchObject({ code: "NOT_FOUND" });
});
