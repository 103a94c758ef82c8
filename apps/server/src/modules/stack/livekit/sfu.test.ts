import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog, systemClock, systemRandom } from "@parley/kernel";
import { expect, test } from "vitest";
import { systemFiles } from "../../../platform/data-folder-files.ts";
import { createParts } from "../../../platform/processes/parts.ts";
import type { Processes, SupervisedState } from "../../../platform/processes/port.ts";
import type { StackParts } from "../deps.ts";
import { createLivekit } from "./sfu.ts";

/** A machine with one LiveKit, which says `version` of itself and is never really started. */
function stackWith(
  program: string,
  version: string,
  binary: string | null,
  folder: string,
  publicUrl = "http://localhost:8420",
): StackParts {
  const state: SupervisedState = { state: "ready", since: 0, restarts: 0, lastError: null, advice: null, cause: null };
  const processes: Processes = {
    run: async (spec) => ({
      code: spec.program === program ? 0 : null,
      stdout: spec.program === program ? `livekit-server version ${version}\n` : "",
      stderr: "",
      timedOut: false,
    }),
    supervise: () => ({
      state: () => state,
      start: () => {},
      stop: async () => {},
      restart: async () => {},
      onChange: () => () => {},
    }),
    endOrphans: async () => [],
  };
  return {
    settings: {
      homeserver: { mode: "embedded", limits: "normal" } as StackParts["settings"]["homeserver"],
      sfu: { mode: "embedded", binary, mediaAddress: null, turn: { ownPort: null, servers: [] } },
      host: "127.0.0.1",
    },
    folder: { inside: (...names: string[]) => join(folder, ...names) } as StackParts["folder"],
    files: systemFiles,
    processes,
    installed: createParts(folder, systemFiles, systemClock),
    secrets: { get: () => null, set: () => {}, delete: () => {} },
    publicUrl: () => publicUrl,
    callService: () => "http://localhost:8420/livekit/jwt",
    internal: null,
    machine: {
      clock: systemClock,
      random: systemRandom,
      fetch: async () => Promise.reject(new TypeError("no network")),
      log: silentLog,
      platform: { system: "linux", arch: "x64" },
      portIsFree: async () => true,
      addresses: () => ["127.0.0.1", "192.0.2.7"],
      keepLines: () => () => {},
      redact: (line) => line,
    },
  };
}

test.each([
  ["livekit-server", null],
  ["/opt/livekit", "/opt/livekit"],
])("the version of %s is the one that it says, not the one that we would install", async (program, binary) => {
  const folder = mkdtempSync(join(tmpdir(), "parley-sfu-"));
  try {
    const { sfu, part } = createLivekit(stackWith(program, "1.99.7", binary, folder));
    expect(sfu.part().version).toBeNull();
    part.start();
    await expect.poll(() => sfu.part()).toMatchObject({ state: "ready", version: "1.99.7" });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("where people come from elsewhere and media cannot, it says so and what to do", async () => {
  const folder = mkdtempSync(join(tmpdir(), "parley-sfu-"));
  const adviceOf = async (publicUrl: string, mediaAddress: string | null) => {
    const made = stackWith("/opt/livekit", "1.99.7", "/opt/livekit", folder, publicUrl);
    const sfu = {
      mode: "embedded",
      binary: "/opt/livekit",
      mediaAddress,
      turn: { ownPort: null, servers: [] },
    } as const;
    const { part } = createLivekit({ ...made, settings: { ...made.settings, sfu } });
    part.start();
    await expect.poll(() => part.state().state).toBe("ready");
    return part.state().advice;
  };
  try {
    expect(await adviceOf("http://localhost:8420", null)).toBeNull();
    expect(await adviceOf("http://[::1]:8420", null)).toBeNull();
    expect(await adviceOf("https://chat.example.org", null)).toContain("--media-address");
    expect(await adviceOf("https://chat.example.org", "203.0.113.9")).toBeNull();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
