import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, rmSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AppError, messageOf } from "@parley/kernel";
import type { Parts } from "../../../platform/processes/parts.ts";
import type { Processes } from "../../../platform/processes/port.ts";

export const livekitVersion = "1.13.5";

export interface InstallLivekit {
  readonly parts: Parts;
  readonly processes: Processes;
  readonly fetch: typeof fetch;
  readonly platform: { readonly system: string; readonly arch: string };
  /** Named in the settings. */
  readonly binary: string | null;
  readonly signal: AbortSignal;
  /** Hears what is done, one line a step. */
  readonly onStep?: (line: string) => void;
}

export interface InstalledLivekit {
  readonly program: string;
  /** What it says of itself. */
  readonly version: string;
}

const minute = 60_000;

/**
 * A LiveKit server: the one named in the settings, else the one on the PATH, else ours (release archive with its
 * checksum on the same page, else built by Go). Throws AppError with what to do.
 */
export async function installLivekit(input: InstallLivekit): Promise<InstalledLivekit> {
  const { parts, processes, signal, binary } = input;
  for (const program of binary === null ? ["livekit-server"] : [binary]) {
    const version = await versionOf(program, processes, signal);
    if (version !== null) return { program, version };
  }
  if (binary !== null) {
    throw missing(
      `${binary} does not run as a LiveKit server.`,
      "Name the livekit-server program with --livekit-binary FILE.",
    );
  }
  const folder = await parts.ensure({
    name: `livekit-${livekitVersion}`,
    waitMs: 20 * minute,
    build: async (building) => {
      const refused = await download(building, input);
      if (refused !== null) await buildWithGo(building, refused, input);
      if ((await versionOf(join(building, "livekit-server"), processes, signal)) === null) {
        throw missing("LiveKit was installed but does not run.", otherWays, true);
      }
    },
  });
  return { program: join(folder, "livekit-server"), version: livekitVersion };
}

const otherWays =
  "Put livekit-server on the PATH, name it with --livekit-binary FILE, install Go 1.26, or attach one with --livekit URL. Chat works without it.";

async function versionOf(program: string, processes: Processes, signal: AbortSignal): Promise<string | null> {
  const { code, stdout } = await processes.run({ program, args: ["--version"] }, { deadlineMs: 10_000, signal });
  const match = /version v?([0-9][0-9A-Za-z.+-]*)/.exec(stdout);
  return code === 0 && match !== null ? (match[1] ?? null) : null;
}

/**
 * Null when it was installed from the release, else why not. A wrong checksum is never built around. The sums come from
 * the release page itself (over TLS): they show what broke on the way, not a release that somebody changed.
 */
async function download(
  folder: string,
  { fetch, platform, processes, signal, onStep }: InstallLivekit,
): Promise<string | null> {
  const arch = platform.arch === "x64" ? "amd64" : platform.arch;
  const name = `livekit_${livekitVersion}_linux_${arch}.tar.gz`;
  if (platform.system !== "linux") return `there is no archive for ${platform.system}`;
  const release = `https://github.com/livekit/livekit/releases/download/v${livekitVersion}`;
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(5 * minute)]);
  let bytes: Uint8Array;
  let expected: string | null;
  try {
    // A closed network must not hold back the other way: the first answer comes soon or never.
    const sums = await fetch(`${release}/checksums.txt`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
    });
    if (!sums.ok) return `the release page answered ${sums.status}`;
    expected = sumFor(name, await sums.text());
    if (expected === null) return `${name} is not in the release`;
    onStep?.(`downloading LiveKit ${livekitVersion}`);
    const archive = await fetch(`${release}/${name}`, { signal: deadline });
    if (!archive.ok) return `the release page answered ${archive.status}`;
    bytes = new Uint8Array(await archive.arrayBuffer());
  } catch (thrown) {
    if (signal.aborted) throw missing("The installation of LiveKit was stopped.", otherWays, true);
    return `the release page could not be reached (${messageOf(thrown)})`;
  }
  if (createHash("sha256").update(bytes).digest("hex") !== expected) {
    throw missing(
      `${name} has another checksum than its release says.`,
      "Someone changed it on the way. Use another network, or name a program with --livekit-binary FILE.",
    );
  }
  const archive = join(folder, name);
  writeFileSync(archive, bytes);
  const unpacked = await processes.run(
    { program: "tar", args: ["-xzf", archive, "-C", folder, "livekit-server"] },
    { deadlineMs: minute, signal },
  );
  rmSync(archive, { force: true });
  return unpacked.code === 0 ? null : "the archive could not be unpacked";
}

function sumFor(name: string, sums: string): string | null {
  for (const line of sums.split("\n")) {
    const [sum = "", file = ""] = line.trim().split(/\s+\*?/);
    if (file === name && /^[0-9a-f]{64}$/.test(sum)) return sum;
  }
  return null;
}

async function buildWithGo(
  folder: string,
  refused: string,
  { processes, signal, onStep }: InstallLivekit,
): Promise<void> {
  const { code, stdout } = await processes.run({ program: "go", args: ["version"] }, { deadlineMs: 10_000, signal });
  const go = code === 0 ? /go1\.([0-9]+)/.exec(stdout) : null;
  if (go === null || Number(go[1]) < 26) {
    const why = go === null ? "Go is not installed" : `Go 1.${go[1]} is older than 1.26`;
    throw missing(`LiveKit could not be fetched: ${refused}; and ${why}, so it cannot be built.`, otherWays, true);
  }
  onStep?.(`building LiveKit ${livekitVersion} with Go, in the background (1 to 3 min)`);
  // Kept when the build is cut off, so that the next start goes on with it.
  const work = join(dirname(folder), `livekit-${livekitVersion}.go`);
  const built = await processes.run(
    {
      program: "go",
      // Modules are checked against Go's checksum database (or go.sum of the module), so the version is a pin.
      args: [
        "install",
        "-modcacherw",
        "-trimpath",
        "-ldflags=-s -w",
        `github.com/livekit/livekit-server/cmd/server@v${livekitVersion}`,
      ],
      env: {
        GOPATH: join(work, "path"),
        GOCACHE: join(work, "cache"),
        GOBIN: join(work, "bin"),
        GOTOOLCHAIN: "local",
        CGO_ENABLED: "0",
      },
      folder,
      lowPriority: true,
    },
    { deadlineMs: 15 * minute, signal },
  );
  if (signal.aborted) throw missing("The installation of LiveKit was stopped.", otherWays, true);
  if (built.code !== 0) {
    // On a slow machine the next try goes on with what there is.
    if (!built.timedOut) await rm(work, { recursive: true, force: true });
    const full = /no space left/i.test(built.stderr);
    const last = built.stderr.trim().split("\n").at(-1) ?? "";
    throw missing(
      full
        ? "LiveKit cannot be built: the disk is full."
        : `LiveKit cannot be built: ${built.timedOut ? "it took too long" : last.slice(0, 300)}.`,
      full ? "Free 2 GB for the time of the build." : otherWays,
      true,
    );
  }
  const program = join(folder, "livekit-server");
  copyFileSync(join(work, "bin", "server"), program);
  chmodSync(program, 0o755);
  await rm(work, { recursive: true, force: true });
}

function missing(message: string, advice: string, retryable = false): AppError {
  return new AppError("PART_MISSING", message, { retryable, details: { advice } });
}
