import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError, systemClock } from "@parley/kernel";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemFiles } from "../../platform/data-folder-files.ts";
import { createParts } from "../../platform/processes/parts.ts";
import type { CommandSpec, Processes, RunResult } from "../../platform/processes/port.ts";
import { installLivekit } from "./livekit/install.ts";
import { installSynapse } from "./synapse/install.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Answer = Partial<RunResult> | undefined;

/** Programs as a table: what is not in it cannot be started. */
function processesThat(answer: (line: string, spec: CommandSpec) => Answer): Processes & { readonly ran: string[] } {
  const ran: string[] = [];
  return {
    ran,
    async run(spec) {
      const line = [spec.program, ...spec.args].join(" ");
      ran.push(line);
      const given = answer(line, spec);
      const missing = { code: null, stdout: "", stderr: "ENOENT", timedOut: false };
      return given === undefined ? missing : { code: 0, stdout: "", stderr: "", timedOut: false, ...given };
    },
    supervise: () => {
      throw new Error("not here");
    },
    endOrphans: async () => [],
  };
}

const noNetwork = (async () => {
  throw new TypeError("fetch failed");
}) as typeof fetch;

const input = (
  processes: Processes,
  over: { fetch?: typeof fetch; platform?: { system: string; arch: string } } = {},
) => ({
  parts: createParts(folder, systemFiles, systemClock),
  processes,
  fetch: over.fetch ?? noNetwork,
  platform: over.platform ?? { system: "linux", arch: "x64" },
  signal: new AbortController().signal,
  binary: null,
});

async function refusal(run: Promise<unknown>): Promise<{ message: string; advice: string }> {
  const thrown: unknown = await run.then(
    () => new Error("nothing was thrown"),
    (fault: unknown) => fault,
  );
  if (!(thrown instanceof AppError)) throw thrown;
  return { message: thrown.message, advice: String(thrown.details?.advice) };
}

const python = (line: string, version = "3.11 1 /usr/bin/python3"): Answer =>
  line.startsWith("python3 -c") ? { stdout: `${version}\n` } : undefined;

test("without Python, or with an old one, the sentence says what to install", async () => {
  const none = await refusal(installSynapse(input(processesThat(() => undefined))));
  expect(none.message).toBe("Python 3 was not found.");
  expect(none.advice).toContain("apt install python3");
  const old = await refusal(installSynapse(input(processesThat((line) => python(line, "3.9 1 /usr/bin/python3")))));
  expect(old.message).toBe("Synapse needs Python 3.10 to 3.14; here is 3.9.");
});

test("elsewhere than on Linux the advice is to attach", async () => {
  const { advice } = await refusal(
    installSynapse(
      input(
        processesThat(() => undefined),
        { platform: { system: "darwin", arch: "arm64" } },
      ),
    ),
  );
  expect(advice).toContain("--homeserver");
});

/** A system whose pip answers `stderr` when it installs. */
const failingPip = (stderr: string) =>
  processesThat((line) => {
    if (python(line) !== undefined) return python(line);
    if (line.includes(" -m venv ")) return {};
    return { code: 1, stderr };
  });

test.each([
  ["ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "the disk is full"],
  [
    "NewConnectionError: Failed to establish a new connection: [Errno 101] Network is unreachable",
    "could not be reached",
  ],
  ["ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "another checksum"],
  ["ERROR: No matching distribution found for matrix-synapse==1.163.2", "no ready-made package"],
])("pip's words become one sentence: %s", async (stderr, sentence) => {
  const { message, advice } = await refusal(installSynapse(input(failingPip(stderr))));
  expect(message).toContain(sentence);
  expect(advice).not.toBe("undefined");
  expect(readdirSync(folder).filter((name) => !name.endsWith(".lock"))).toEqual([]);
});

test("a finished Synapse is used without asking for a Python", async () => {
  const building = processesThat((line, spec) => {
    if (python(line) !== undefined) return python(line);
    if (line.includes(" -m venv ")) {
      const to = spec.args.at(-1) ?? "";
      mkdirSync(join(to, "bin"), { recursive: true });
      writeFileSync(join(to, "bin/python"), "");
    }
    return {};
  });
  const program = await installSynapse(input(building));
  expect(
    building.ran.find((line) => line.includes("--require-hashes --requirement") && line.includes(".whl/pip ")),
  ).toContain("--no-deps");
  const later = processesThat(() => undefined);
  expect(await installSynapse(input(later))).toBe(program);
  expect(later.ran).toEqual([]);
});

test("a Synapse whose Python was replaced by an upgrade is built anew", async () => {
  const system = join(folder, "system");
  mkdirSync(system);
  writeFileSync(join(system, "python3.11"), "");
  writeFileSync(join(system, "python3.12"), "");
  symlinkSync(join(system, "python3.11"), join(system, "python3"));
  const builds = (version: string) =>
    processesThat((line, spec) => {
      if (python(line) !== undefined) return python(line, `${version} 1 ${system}/python3`);
      if (line.includes(" -m venv ")) {
        const to = spec.args.at(-1) ?? "";
        mkdirSync(join(to, "bin"), { recursive: true });
        symlinkSync(join(system, "python3"), join(to, "bin/python"));
      }
      return {};
    });
  const before = await installSynapse(input(builds("3.11")));
  rmSync(join(system, "python3"));
  symlinkSync(join(system, "python3.12"), join(system, "python3"));
  const after = await installSynapse(input(builds("3.12")));
  expect(after).not.toBe(before);
  expect(after).toContain("-py3.12-");
});

const release = "https://github.com/livekit/livekit/releases/download/v1.13.5";

/** A release page with one archive whose checksum is that of `said`. */
const releasePage = (content: string, said: string) =>
  (async (address: string | URL | Request) => {
    const sum = createHash("sha256").update(said).digest("hex");
    if (String(address) === `${release}/checksums.txt`)
      return new Response(`${sum}  livekit_1.13.5_linux_amd64.tar.gz\n`);
    if (String(address) === `${release}/livekit_1.13.5_linux_amd64.tar.gz`) return new Response(content);
    return new Response("", { status: 404 });
  }) as typeof fetch;

test("a LiveKit on the PATH is taken as it is", async () => {
  const processes = processesThat((line) =>
    line === "livekit-server --version" ? { stdout: "livekit-server version 1.14.0\n" } : undefined,
  );
  expect(await installLivekit(input(processes))).toEqual({ program: "livekit-server", version: "1.14.0" });
});

test("a named program that is no LiveKit is refused, not replaced", async () => {
  const { message } = await refusal(installLivekit({ ...input(processesThat(() => undefined)), binary: "/opt/lk" }));
  expect(message).toContain("/opt/lk");
});

test("an archive with another checksum than its release says is refused, and nothing is built around it", async () => {
  const processes = processesThat(() => undefined);
  const { message } = await refusal(
    installLivekit(input(processes, { fetch: releasePage("changed on the way", "the real one") })),
  );
  expect(message).toContain("another checksum");
  expect(processes.ran.some((line) => line.startsWith("go "))).toBe(false);
  expect(existsSync(join(folder, "livekit-1.13.5"))).toBe(false);
});

test("an archive with the right checksum is unpacked", async () => {
  const processes = processesThat((line, spec) => {
    if (line.startsWith("tar -xzf")) {
      writeFileSync(join(spec.args[3] ?? "", "livekit-server"), "program");
      return {};
    }
    return line.endsWith("/livekit-server --version") ? { stdout: "livekit-server version 1.13.5" } : undefined;
  });
  const { program } = await installLivekit(input(processes, { fetch: releasePage("archive", "archive") }));
  expect(program).toBe(join(folder, "livekit-1.13.5/livekit-server"));
  expect(existsSync(program)).toBe(true);
});

test("without network and without Go every other way is named", async () => {
  const { message, advice } = await refusal(installLivekit(input(processesThat(() => undefined))));
  expect(message).toContain("Go is not installed");
  for (const way of ["PATH", "--livekit-binary", "--livekit URL", "Chat works"]) expect(advice).toContain(way);
  const old = processesThat((line) =>
    line === "go version" ? { stdout: "go version go1.22.1 linux/amd64" } : undefined,
  );
  expect((await refusal(installLivekit(input(old)))).message).toContain("Go 1.22 is older than 1.26");
});

test("without network it is built by Go, in the background of the machine, and its caches go", async () => {
  let build: CommandSpec | null = null;
  const processes = processesThat((line, spec) => {
    if (line === "go version") return { stdout: "go version go1.26.8 linux/amd64" };
    if (line.startsWith("go install")) {
      build = spec;
      const bin = spec.env?.GOBIN ?? "";
      mkdirSync(bin, { recursive: true });
      writeFileSync(join(bin, "server"), "program");
      return {};
    }
    return line.startsWith(folder) && line.endsWith("--version")
      ? { stdout: "livekit-server version 1.13.5" }
      : undefined;
  });
  const { program } = await installLivekit(input(processes));
  expect(build).toMatchObject({ lowPriority: true });
  expect(processes.ran).toContainEqual(expect.stringContaining("cmd/server@v1.13.5"));
  expect(existsSync(program)).toBe(true);
  expect(readdirSync(folder).sort()).toEqual(["livekit-1.13.5", "livekit-1.13.5.lock"]);
});

test.each(["cut off", "too slow for its time"])("a build that is %s is gone on with", async (why) => {
  const controller = new AbortController();
  const places: string[] = [];
  let finish = false;
  const processes = processesThat((line, spec) => {
    if (line === "go version") return { stdout: "go version go1.26.8 linux/amd64" };
    if (line.startsWith("go install")) {
      const { GOCACHE = "", GOBIN = "" } = spec.env ?? {};
      places.push(GOCACHE);
      if (!finish) {
        mkdirSync(GOCACHE, { recursive: true });
        writeFileSync(join(GOCACHE, "compiled"), "half");
        if (why !== "cut off") return { code: null, timedOut: true };
        controller.abort();
        return { code: null };
      }
      expect(existsSync(join(GOCACHE, "compiled"))).toBe(true);
      mkdirSync(GOBIN, { recursive: true });
      writeFileSync(join(GOBIN, "server"), "program");
      return {};
    }
    return line.startsWith(folder) && line.endsWith("--version")
      ? { stdout: "livekit-server version 1.13.5" }
      : undefined;
  });
  await refusal(installLivekit({ ...input(processes), signal: controller.signal }));
  finish = true;
  expect(existsSync((await installLivekit(input(processes))).program)).toBe(true);
  expect(new Set(places).size).toBe(1);
});
