import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { join, posix } from "node:path";
import type { JsonObject, Tool } from "@parley/agents";
import { AppError } from "@parley/kernel";
import type { ExecRequest } from "@parley/protocol";
import type { Sandbox, SandboxResult } from "../../platform/sandbox/sandbox.ts";
import type { RunRow } from "./store.ts";

const megabyte = 1024 * 1024;
const limits = {
  wallMs: 60_000,
  cpuSeconds: 60,
  memoryBytes: 4096 * megabyte,
  allMemoryBytes: 1024 * megabyte,
  processes: 64,
  outputBytes: 128 * 1024,
  fileBytes: 64 * megabyte,
  workspaceBytes: 512 * megabyte,
  workspaceFiles: 20_000,
};
/** What is larger is no program that a person could have looked at. */
const programBytes = 512 * megabyte;
const path = ["/usr/local/bin", "/usr/bin", "/usr/sbin"];
const inside = "/workspace";

/** Where programs of agents run, and who says which may. */
export interface ExecDeps {
  /** Opened with the first one that is asked for. */
  readonly sandbox: () => Promise<Sandbox>;
  /** Each account's agent has a folder of its own below it. */
  readonly workspaces: string;
  /** Whether a person allowed exactly this. */
  readonly allowed: (
    step: { readonly account: string; readonly run: string; readonly callId: string },
    exec: ExecRequest,
  ) => Promise<boolean>;
}

/** The tool `exec`: one program, in the sandbox, after a person has said yes to exactly that. */
export function createExec({ sandbox, workspaces, allowed }: ExecDeps) {
  const busy = new Map<string, Promise<unknown>>();
  const folderOf = ({ account, agent }: Pick<RunRow, "account" | "agent">) =>
    join(
      workspaces,
      createHash("sha256")
        .update(JSON.stringify([account, agent]))
        .digest("hex")
        .slice(0, 32),
    );

  /** One after the other in each folder: nothing changes between the look at a file and its start. */
  const alone = async <Value>(folder: string, work: () => Promise<Value>): Promise<Value> => {
    const before = busy.get(folder) ?? Promise.resolve();
    const next = before.then(work, work);
    busy.set(folder, next);
    try {
      return await next;
    } finally {
      if (busy.get(folder) === next) busy.delete(folder);
    }
  };

  const commandOf = async (row: RunRow, input: JsonObject): Promise<ExecRequest> => {
    const argv = (Array.isArray(input.argv) ? input.argv : []).map(String);
    const [name = ""] = argv;
    const cwd = folderInside(typeof input.folder === "string" ? input.folder : "");
    const folder = folderOf(row);
    const found = name.includes("/") ? await programAt(name, cwd, folder) : await programNamed(name);
    if (found === null) throw new AppError("NOT_FOUND", `There is no program ${name.slice(0, 200)} inside.`);
    return {
      command: argv.map(quoted).join(" ").slice(0, 16_000),
      commandArgv: argv,
      cwd,
      host: "sandbox",
      agentId: row.agent,
      sessionKey: row.key,
      resolvedPath: found.resolved,
      fileSha256: await hashOf(found.real),
    };
  };

  return {
    /** Why nothing can be run; null: it can. */
    unavailable: async (): Promise<string | null> => (await sandbox()).unavailable,
    /** What a call would run. Throws NOT_FOUND where there is no such program, and BAD_PARAMS for what has no place inside. */
    async commandOf(row: RunRow, tool: string, input: JsonObject): Promise<ExecRequest | null> {
      if (tool !== "exec") return null;
      (await sandbox()).prepare(folderOf(row));
      return commandOf(row, input);
    },
    async tool(row: RunRow): Promise<Tool> {
      const { builtIn } = await import("@parley/agents");
      return {
        ...builtIn.exec,
        run: (input, { callId, signal }) =>
          alone(folderOf(row), async () => {
            const box = await sandbox();
            const workspace = folderOf(row);
            box.prepare(workspace);
            const exec = await commandOf(row, input);
            if (!(await allowed({ account: row.account, run: row.id, callId }, exec))) {
              throw new AppError("CONFLICT", "Not run: the file is another one than when it was allowed.");
            }
            const [, ...args] = exec.commandArgv ?? [];
            const spec = { program: exec.resolvedPath ?? "", args, workspace, folder: exec.cwd ?? inside, limits };
            const result = await box.run(spec, signal);
            const text = wordsOf(result);
            return { parts: [{ type: "text", text }], ...(result.code === 0 ? {} : { outcome: "failed" as const }) };
          }),
      };
    },
  };
}

interface Program {
  /** As the sandbox shows it. */
  readonly resolved: string;
  /** Where it lies out here. */
  readonly real: string;
}

async function programNamed(name: string): Promise<Program | null> {
  if (name === "" || name === "." || name === "..") return null;
  for (const folder of path) {
    const found = await ofSystem(`${folder}/${name}`);
    if (found) return found;
  }
  return null;
}

/** A path as it is written inside. */
async function programAt(name: string, cwd: string, workspace: string): Promise<Program | null> {
  const at = posix.resolve(cwd, name);
  if (!at.startsWith(`${inside}/`)) return ofSystem(at);
  const root = await realpath(workspace);
  const real = await realpath(join(root, at.slice(inside.length + 1))).catch(() => null);
  // A link of the folder that leads out of it leads somewhere else inside.
  if (real === null || !real.startsWith(`${root}/`)) return null;
  return (await isProgram(real)) ? { resolved: `${inside}${real.slice(root.length)}`, real } : null;
}

/** Of the system only what the sandbox shows: what lies below `/usr`, by whatever link. */
async function ofSystem(at: string): Promise<Program | null> {
  const real = await realpath(at).catch(() => null);
  if (real === null || !real.startsWith("/usr/")) return null;
  return (await isProgram(real)) ? { resolved: real, real } : null;
}

async function isProgram(real: string): Promise<boolean> {
  const found = await stat(real).catch(() => null);
  return found?.isFile() === true && (found.mode & 0o111) !== 0 && found.size <= programBytes;
}

async function hashOf(real: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(real)) hash.update(chunk);
  return hash.digest("hex");
}

function folderInside(written: string): string {
  const folder = posix.resolve(inside, written);
  if (folder !== inside && !folder.startsWith(`${inside}/`)) {
    throw new AppError("BAD_PARAMS", `There is no folder but ${inside} inside.`);
  }
  return folder;
}

/** As a person reads it: where one word ends is never a guess. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function wordsOf({ ended, code, output }: SandboxResult): string {
  const how = {
    exit: `It ended with ${code ?? "nothing"}.`,
    signal: "It was ended by a signal.",
    time: `It took longer than ${limits.wallMs / 1000} s and was ended.`,
    limit: "It wrote or took more than it may and was ended.",
    stopped: "It was stopped.",
  }[ended];
  return `${how}\n${output}`;
}
