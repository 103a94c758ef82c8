import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@parley/kernel";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSandbox, type Sandbox } from "./sandbox.ts";

const bwrap = "/usr/bin/bwrap";
const limits = {
  wallMs: 10_000,
  cpuSeconds: 5,
  memoryBytes: 256 * 1024 * 1024,
  allMemoryBytes: 512 * 1024 * 1024,
  processes: 24,
  outputBytes: 64 * 1024,
  fileBytes: 1024 * 1024,
  workspaceBytes: 32 * 1024 * 1024,
  workspaceFiles: 2000,
};

describe.skipIf(!existsSync(bwrap))(
  "what runs in the sandbox (bubblewrap is not installed, if this was skipped)",
  () => {
    let sandbox: Sandbox;
    let folder: string;
    let workspace: string;
    beforeAll(async () => {
      sandbox = await openSandbox({ bwrap, root: process.getuid?.() === 0, clock: systemClock });
      folder = mkdtempSync(join(tmpdir(), "parley-sandbox-"));
      // Runs are somebody else where we are root: they pass through, and see nothing but their own folder inside.
      execFileSync("chmod", ["711", folder]);
      workspace = join(folder, "work");
      sandbox.prepare(workspace);
      writeFileSync(join(folder, "secret"), "of the host", { mode: 0o644 });
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    const run = (program: string, args: readonly string[], own: Partial<typeof limits> = {}, signal?: AbortSignal) =>
      sandbox.run(
        { program, args, workspace, folder: "/workspace", limits: { ...limits, ...own } },
        signal ?? new AbortController().signal,
      );
    const shell = (script: string, own: Partial<typeof limits> = {}, signal?: AbortSignal) =>
      run("/bin/sh", ["-c", script], own, signal);

    test("does its work in its folder, and says how it ended", async () => {
      expect(sandbox.unavailable).toBeNull();
      expect(await run("/usr/bin/printf", ["%s|", "a b", "$HOME", "; ls", "*"])).toEqual({
        ended: "exit",
        code: 0,
        output: "a b|$HOME|; ls|*|",
      });
      expect(await shell("echo kept > file; echo wrong >&2; exit 3")).toEqual({
        ended: "exit",
        code: 3,
        output: "wrong\n",
      });
      expect(readFileSync(join(workspace, "file"), "utf8")).toBe("kept\n");
      expect((await run("/usr/bin/no-such-program", [])).code).not.toBe(0);
    });

    test("sees no file, process, variable or user of the host", async () => {
      const { output } = await shell(
        "ls /; echo --; env | sort; echo --; ls /proc | grep -c '^[0-9]'; id -u; ls /home /root",
      );
      const [files = "", variables = ""] = output.split("--\n");
      expect(files.split("\n").filter(Boolean)).not.toEqual(expect.arrayContaining(["home"]));
      expect(files).not.toMatch(/^(root|home|var|opt|mnt|run|srv|sys)$/m);
      expect(
        variables
          .split("\n")
          .filter(Boolean)
          .map((line) => line.split("=", 1)[0]),
      ).toEqual(expect.arrayContaining(["HOME", "PATH"]));
      expect(variables).not.toMatch(/TOKEN|KEY|SECRET|npm_|VITEST/i);
      for (const path of [
        join(folder, "secret"),
        "/etc/passwd",
        "/etc/shadow",
        "../secret",
        `/proc/${process.pid}/environ`,
      ]) {
        const { output: read, code } = await run("/usr/bin/cat", [path]);
        expect([path, code === 0, read.includes("of the host")]).toEqual([path, false, false]);
      }
    });

    test("writes nowhere but in its folder and its /tmp, and leaves no link that leads out of it", async () => {
      for (const path of ["/usr/bin/x", "/x", "/etc/x", "/lib/x", "/dev/x"]) {
        expect([path, (await shell(`: > ${path}`)).code === 0]).toEqual([path, false]);
      }
      expect((await shell("ln -s ../secret out; cat out")).output).not.toContain("of the host");
    });

    test("reaches no network, not even this machine", async () => {
      const server = createServer((_request, response) => response.end("reached"));
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as AddressInfo;
      const { code, output } = await run("/bin/bash", ["-c", `exec 3<>/dev/tcp/127.0.0.1/${port} && echo reached`]);
      server.close();
      expect([code === 0, output.includes("reached\n")]).toEqual([false, false]);
      expect((await shell("tail -n +3 /proc/net/dev | grep -v lo:")).output).toBe("");
    });

    test("has no rights and cannot get any", async () => {
      const { output } = await shell(
        "grep -E 'Cap(Eff|Prm|Bnd)|NoNewPrivs' /proc/self/status; unshare -Ur true || echo no namespace",
      );
      expect(output).toMatch(/CapPrm:\s0+\n/);
      expect(output).toMatch(/CapEff:\s0+\n/);
      expect(output).toMatch(/CapBnd:\s0+\n/);
      expect(output).toMatch(/NoNewPrivs:\s1/);
      expect(output).toContain("no namespace");
    });

    test("is ended when its time is over, with all that it started", async () => {
      const begun = performance.now();
      const result = await shell("sleep 300 & sleep 301 & echo begun; trap '' TERM; sleep 302", { wallMs: 500 });
      expect(performance.now() - begun).toBeLessThan(5_000);
      expect(result).toEqual({ ended: "time", code: null, output: "begun\n" });
      const left = execFileSync("ps", ["-eo", "args"], { encoding: "utf8" });
      expect(left).not.toMatch(/sleep 30[012]/);
    });

    test("is ended when whoever asked for it takes that back", async () => {
      const controller = new AbortController();
      const running = shell("echo begun; sleep 310", {}, controller.signal);
      setTimeout(() => controller.abort(), 300);
      expect((await running).ended).toBe("stopped");
      const never = new AbortController();
      never.abort();
      expect((await shell("echo late", {}, never.signal)).ended).toBe("stopped");
    });

    test("writes so much and no more, to its output, to a file and to its /tmp", async () => {
      const loud = await shell("yes", { outputBytes: 10_000 });
      expect([loud.ended, loud.output.length]).toEqual(["limit", 10_000]);
      await shell("head -c 3000000 /dev/zero > big; head -c 3000000 /dev/zero > /tmp/a; cp /tmp/a /tmp/b; true");
      const kept = await shell(
        "for n in 1 2 3; do head -c 900000 /dev/zero > /dev/shm/$n; done; cat /dev/shm/* | wc -c",
      );
      expect(Number(kept.output.trim().split("\n").at(-1))).toBeLessThanOrEqual(limits.fileBytes);
      expect(readFileSync(join(workspace, "big")).length).toBeLessThanOrEqual(limits.fileBytes);
    });

    test("fills its folder so far, and takes so much memory over all of its processes", async () => {
      const full = "n=0; while :; do n=$((n+1)); head -c 900000 /dev/zero > fill-$n; done";
      const filled = await shell(full, { workspaceBytes: 8 * 1024 * 1024 });
      expect(filled.ended).toBe("limit");
      await shell("rm -f fill-*");
      const many = await shell("n=0; while :; do n=$((n+1)); : > many-$n; done", { workspaceFiles: 50 });
      expect(many.ended).toBe("limit");
      await shell("rm -f many-*");
      const hold = "for n in 1 2 3 4; do head -c 30000000 /dev/zero | tail -c 30000000 | (sleep 5; wc -c) & done; wait";
      const sum = await shell(hold, { allMemoryBytes: 48 * 1024 * 1024 });
      expect(sum.ended).toBe("limit");
    });

    test("takes so much memory, computing and processes and no more", async () => {
      const memory = await shell("head -c 400000000 /dev/zero | tail -c 400000000 | wc -c", {
        memoryBytes: 64 * 1024 * 1024,
      });
      expect(memory.output).not.toContain("400000000");
      const busy = await shell("while :; do :; done", { cpuSeconds: 1 });
      expect(busy.ended).toBe("signal");
      const bomb = await shell("f() { f | f & }; f; sleep 1; echo over", { wallMs: 3_000, processes: 16 });
      expect(["exit", "time", "limit", "signal"]).toContain(bomb.ended);
      const after = await run("/usr/bin/echo", ["still here"]);
      expect(after.output).toBe("still here\n");
    });
  },
);

test("where there is no bubblewrap nothing is run, and it says why", async () => {
  const none = await openSandbox({ bwrap: "/nowhere/bwrap", root: false, clock: systemClock });
  expect(none.unavailable).toMatch(/cannot be isolated on this machine: bubblewrap cannot be started/);
  const spec = { program: "/usr/bin/true", args: [], workspace: "/tmp", folder: "/workspace", limits };
  await expect(none.run(spec, new AbortController().signal)).rejects.toMatchObject({ code: "NOT_OFFERED" });
});
