import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FakeProvider, fakeKey, startFakeProvider } from "./fake-provider.ts";
import type { FakeFault } from "./reply.ts";

let provider: FakeProvider;
beforeEach(async () => {
  provider = await startFakeProvider();
});
afterEach(() => provider.close());

const paths = {
  "anthropic": "/v1/messages",
  "openai-chat": "/v1/chat/completions",
  "openai-responses": "/v1/responses",
  "gemini": "/v1beta/models/m:streamGenerateContent?alt=sse",
  "ollama": "/api/chat",
};
const ask = (path: string, signal?: AbortSignal) =>
  fetch(provider.url + path, {
    method: "POST",
    headers: { "x-api-key": fakeKey, "x-goog-api-key": fakeKey, "authorization": `Bearer ${fakeKey}` },
    body: JSON.stringify({ model: "m" }),
    ...(signal === undefined ? {} : { signal }),
  });

describe("a fake provider", () => {
  it.each(Object.entries(paths))("says what it is told to in the words of %s", async (name, path) => {
    provider.answer({ parts: [{ type: "text", text: "hi you" }] });
    const response = await ask(path);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("hi you");
    expect(provider.requests.map((request) => [request.format, request.body])).toEqual([[name, { model: "m" }]]);
  });

  it("wants the key, and for Bedrock a signature", async () => {
    provider.always({});
    const without = await fetch(provider.url + paths.anthropic, { method: "POST", body: "{}" });
    expect(without.status).toBe(401);
    expect((await ask("/model/m/converse-stream")).status).toBe(401);
    expect((await ask("/elsewhere")).status).toBe(404);
  });

  it.each<[FakeFault, number]>([
    [{ type: "rate-limit", retryAfterS: 3 }, 429],
    [{ type: "auth" }, 401],
    [{ type: "server" }, 500],
    [{ type: "context-length" }, 400],
  ])("refuses by status: %o", async (fault, status) => {
    provider.answer({ fault });
    const response = await ask(paths.anthropic);
    expect([response.status, response.headers.get("retry-after")]).toEqual([status, status === 429 ? "3" : null]);
    await response.body?.cancel();
  });

  it("is cut, and hangs until the other side leaves", async () => {
    const parts = [{ type: "text", text: "a long text that never comes to its end" } as const];
    provider.answer({ parts, fault: { type: "cut", after: 3 } }, { parts, fault: { type: "hang", after: 3 } });
    const cut = await ask(paths.anthropic);
    await expect(cut.text()).rejects.toThrow();
    const controller = new AbortController();
    const hung = await ask(paths.anthropic, controller.signal);
    expect(hung.status).toBe(200);
    controller.abort();
    await expect(hung.text()).rejects.toThrow();
    await expect.poll(() => provider.requests[1]?.closedAt, { timeout: 8_000 }).toBeGreaterThan(0);
  });
});
