import { systemClock } from "@parley/kernel";
import { type FakeProvider, startFakeProvider } from "@parley/testkit/providers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { textOf } from "../contract/messages.ts";
import type { Model } from "../contract/model.ts";
import { openModel } from "../providers/open-model.ts";
import { answer, buildRun, buildTool } from "../testing/fake-run.ts";
import { fakeSettings } from "../testing/fake-settings.ts";
import { drive } from "./drive.ts";
import { newRun, type RunSpec, usualLimits } from "./state.ts";

let provider: FakeProvider;
const models = new Map<string, Model>();
beforeAll(async () => {
  provider = await startFakeProvider();
  for (const [name, settings] of Object.entries(fakeSettings(provider.url))) {
    models.set(name, await openModel(settings, { name: "a-model" }, { fetch: globalThis.fetch }));
  }
}, 30_000);
afterAll(() => provider.close());

/** A run with real sockets and real time. */
function runWith(names: string[], spec: Partial<RunSpec> = {}) {
  const add = buildTool("add", async () => answer("the sum is 3"));
  const run = buildRun({ models: [], tools: [add], spec });
  const chain = names.map((name) => models.get(name)).filter((model) => model !== undefined);
  const ports = { ...run.ports, models: chain, clock: systemClock };
  return { run, ports, go: () => drive(newRun(run.spec), ports, { signal: run.stop.signal }) };
}

describe.each(["anthropic", "openai-responses", "openai-chat", "compatible", "gemini", "bedrock", "ollama"])(
  "a run with %s",
  (name) => {
    it("calls a tool and answers from what came of it", async () => {
      provider.answer(
        {
          parts: [
            { type: "text", text: "Let me add." },
            { type: "tool-call", id: "call_1", name: "add", input: { to: "x" } },
          ],
        },
        (request) => ({
          parts: [{ type: "text", text: JSON.stringify(request.body).includes("the sum is 3") ? "3" : "lost" }],
        }),
      );
      const { go } = runWith([name]);
      const state = await go();
      expect(state.end).toEqual({ type: "done" });
      expect(textOf(state.messages.at(-1) ?? { role: "user", parts: [] })).toBe("3");
      expect(state.usage).toMatchObject({ inputTokens: 24, outputTokens: 14 });
    });

    it("closes the provider's connection when it is stopped", async () => {
      provider.answer({
        parts: [{ type: "text", text: "a long answer that hangs in the middle" }],
        fault: { type: "hang", after: 4 },
      });
      const { run, ports } = runWith([name]);
      const { promise: begun, resolve } = Promise.withResolvers<void>();
      const watch = () => resolve();
      const going = drive(newRun(run.spec), { ...ports, watch }, { signal: run.stop.signal });
      await begun;
      run.stop.abort();
      expect((await going).end).toEqual({ type: "cancelled" });
      await expect.poll(() => provider.requests.at(-1)?.closedAt, { interval: 5, timeout: 8_000 }).toBeGreaterThan(0);
    });
  },
);

describe("a chain of providers", () => {
  it("goes on to the next when one refuses, and when one is silent", async () => {
    provider.answer(
      { fault: { type: "auth" } },
      { fault: { type: "silent" } },
      { parts: [{ type: "text", text: "here" }] },
    );
    const { run, ports } = runWith(["anthropic", "gemini", "ollama"], { limits: { ...usualLimits, attempts: 1 } });
    // Time passes when the silent one has been asked, and only then: however slow this machine is.
    const going = drive(newRun(run.spec), { ...ports, clock: run.clock }, { signal: run.stop.signal });
    await expect.poll(() => provider.requests.at(-1)?.format, { timeout: 8_000 }).toBe("gemini");
    run.clock.tick(usualLimits.firstMs);
    expect((await going).end).toEqual({ type: "done" });
    expect(run.find("attempt-failed").map(({ fault, next }) => [fault.kind, next.type])).toEqual([
      ["auth", "fail-over"],
      ["timeout", "fail-over"],
    ]);
  });
});
