import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Tool } from "@parley/agents";
import { silentLog, systemClock, systemRandom } from "@parley/kernel";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { McpServer } from "../../config/mcp-servers.ts";
import { createRedactor } from "../../platform/log/redactor.ts";
import { programsOf } from "../../platform/sandbox/programs-of.ts";
import { createMcpModule } from "./module.ts";

const bwrap = "/usr/bin/bwrap";
const secret = "a-secret-that-was-handed-over";

describe.skipIf(!existsSync(bwrap))(
  "a server of tools as a program (bubblewrap is not installed, if this was skipped)",
  () => {
    let folder: string;
    let server: McpServer;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "parley-mcp-"));
      // Where we are root it is somebody else in there.
      execFileSync("chmod", ["755", folder]);
      const shown = join(folder, "server");
      copyPackage("@modelcontextprotocol/sdk", shown);
      copyFileSync(fileURLToPath(new URL("./testing/stdio-server.mjs", import.meta.url)), join(shown, "server.mjs"));
      copyFileSync(process.execPath, join(shown, "node"));
      const command = ["/server/node", "/server/server.mjs"];
      const run = { type: "stdio" as const, command, folder: shown, env: { GIVEN: secret, PATH: "/elsewhere" } };
      server = { name: "near", run, agents: ["*"], unasked: [], secrets: [] };
    });
    afterAll(() => {
      rmSync(folder, { recursive: true, force: true });
      rmSync(`${folder}/data-workspaces`, { recursive: true, force: true });
    });

    const linked = (one: McpServer) => {
      const redactor = createRedactor();
      const module = createMcpModule({
        servers: () => [one],
        secrets: { get: () => null, set: () => {}, delete: () => {} },
        programs: programsOf(join(folder, "data"), systemClock),
        fetch: () => Promise.reject(new Error("nothing is fetched")),
        signIn: {
          redirectUrl: "http://localhost:8420/mcp/signed-in",
          publicFetch: () => Promise.reject(new Error("nothing is fetched")),
        },
        redactor,
        world: { clock: systemClock, random: systemRandom },
        log: silentLog,
      });
      const until = async (state: string) => {
        for (let tries = 0; tries < 600 && module.states()[0]?.state !== state; tries++) {
          await new Promise((resolve) => setTimeout(resolve, 25));
        }
        expect(module.states()).toMatchObject([{ state }]);
      };
      const call = async (name: string) => {
        const tool: Tool | undefined = (await module.toolsFor("main")).find((one) => one.name === `near__${name}`);
        const answer = await tool?.run({}, { callId: "c", signal: new AbortController().signal, taint: [] });
        return { outcome: answer?.outcome, text: JSON.stringify(answer?.parts) };
      };
      return { ...module, until, call };
    };

    test("sees its folder and what it was handed, and no network", async () => {
      const mcp = linked(server);
      await mcp.until("ready");
      const { outcome, text } = await mcp.call("look");
      const [part] = JSON.parse(text);
      const seen = JSON.parse(part.text);
      expect([outcome, seen.env, seen.path]).toEqual([undefined, secret, "/usr/local/bin:/usr/bin:/bin"]);
      expect(seen.names.filter((name: string) => /TOKEN|npm_|VITEST/i.test(name))).toEqual([]);
      expect(seen.root).not.toContain("home");
      expect(seen.reached).not.toBe("reached");
      // What it was handed stands in nobody's list of processes.
      expect(execFileSync("ps", ["-eo", "args"], { encoding: "utf8" })).not.toContain(secret);
      mcp.close();
    });

    test("that dies in the middle, writes garbage or without end, is ended, told of, and started again", async () => {
      const mcp = linked(server);
      await mcp.until("ready");
      for (const [name, why] of [
        ["die", "it ended with 3"],
        ["garbage", "does not speak the protocol"],
        ["huge", "more than 4194304 bytes"],
      ] as const) {
        const { outcome, text } = await mcp.call(name);
        expect([name, outcome, text]).toEqual([name, "unknown", expect.stringContaining(why)]);
        await mcp.until("restarting");
        const [state] = mcp.states();
        expect(state?.lastError).toContain(why);
        expect(JSON.stringify(state)).not.toContain(secret);
        await mcp.until("ready");
      }
      expect(mcp.states()).toMatchObject([{ restarts: 3, tools: 5, version: "1.0.0" }]);
      mcp.close();
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(execFileSync("ps", ["-eo", "args"], { encoding: "utf8" })).not.toContain("/server/server.mjs");
    });

    test("that is no such program is told of", async () => {
      const mcp = linked({ ...server, run: { ...server.run, command: ["/server/nothing"] } as McpServer["run"] });
      await mcp.until("restarting");
      expect(mcp.states()[0]?.lastError).toMatch(/nothing|ended/);
      expect(await mcp.toolsFor("main")).toEqual([]);
      mcp.close();
    });
  },
);

/** A package and all that it needs, where a program in the sandbox can read them. */
function copyPackage(name: string, to: string, seen = new Set<string>()): void {
  if (seen.has(name)) return;
  seen.add(name);
  const entry = fileURLToPath(import.meta.resolve("@modelcontextprotocol/sdk/types.js"));
  const from = join(entry.slice(0, entry.lastIndexOf("/node_modules/")), "node_modules", name);
  cpSync(from, join(to, "node_modules", name), { recursive: true });
  const { dependencies = {} } = JSON.parse(readFileSync(join(from, "package.json"), "utf8"));
  for (const needed of Object.keys(dependencies)) {
    if (!existsSync(join(from, "node_modules", needed))) copyPackage(needed, to, seen);
  }
}
