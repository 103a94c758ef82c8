import { type FakeProvider, fakeKey, startFakeProvider } from "@parley/testkit/providers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type TestApp, withTestApp } from "../../testing/test-app.ts";
import { priceOf, pricesAsOf } from "./prices.ts";

let far: FakeProvider;
beforeEach(async () => {
  far = await startFakeProvider();
});
afterEach(() => far.close());

const models = [{ id: "small" }, { id: "org/large", name: "Large", contextTokens: 8192 }];

async function owned({ call, person }: TestApp) {
  const owner = await person("olga", "owner");
  const me = { token: owner.token };
  const put = (params: object = {}) =>
    call(
      "providers.put",
      { id: "far", kind: "anthropic", name: "Far", baseUrl: `${far.url}/v1`, apiKey: fakeKey, models, ...params },
      me,
    );
  return { me, put };
}

test("models of all providers are listed, with the one that agents have by themselves", () =>
  withTestApp(async (app) => {
    const { me, put } = await owned(app);
    await put();
    await put({ id: "home", kind: "ollama", baseUrl: far.url, apiKey: undefined, models: [{ id: "tiny" }] });
    expect((await app.call("models.setDefault", { model: "far/org/large" }, me)).status).toBe(200);
    expect((await app.call("models.setDefault", { model: "far/nothing" }, me)).status).toBe(404);
    const { body } = await app.call("models.list", {}, me);
    expect(body.models).toEqual([
      { id: "far/small", name: "small", provider: "far" },
      { id: "far/org/large", name: "Large", provider: "far", contextWindow: 8192, tags: ["default"] },
      { id: "home/tiny", name: "tiny", provider: "home", price: { input: 0, output: 0, asOf: null } },
    ]);
    const defaults = async () => (await app.call("sessions.list", {}, me)).body.defaults;
    expect(await defaults()).toEqual({ modelProvider: "far", model: "org/large", contextTokens: 8192 });
    await app.call("providers.remove", { id: "far" }, me);
    expect(await defaults()).toEqual({ modelProvider: null, model: null, contextTokens: null });
    expect((await app.call("providers.list", {}, me)).body).toMatchObject({
      defaultModel: null,
      providers: [{ id: "home", hasKey: false }],
    });
  }));

test("a price is the operator's word, else our table's at the provider's own address, else unknown", () => {
  const at = (kind: "anthropic" | "openai" | "compatible" | "ollama", ownAddress = true) => ({ kind, ownAddress });
  expect(priceOf(at("anthropic"), { id: "claude-haiku-4-5-20251001" })).toMatchObject({
    input: 1,
    output: 5,
    asOf: pricesAsOf,
  });
  expect(priceOf(at("openai"), { id: "gpt-4o-mini" })).toMatchObject({ input: 0.15, output: 0.6, cacheRead: 0.075 });
  expect(priceOf(at("anthropic", false), { id: "claude-haiku-4-5" })).toBeUndefined();
  expect(priceOf(at("openai"), { id: "gpt-4o-mini-something" })).toBeUndefined();
  expect(priceOf(at("compatible"), { id: "gpt-4o" })).toBeUndefined();
  expect(priceOf(at("ollama", false), { id: "tiny" })).toEqual({ input: 0, output: 0, asOf: null });
  const own = { input: 7, output: 8 };
  expect(priceOf(at("anthropic"), { id: "claude-haiku-4-5", price: own })).toEqual({ ...own, asOf: null });
});

test("a key is answered by nothing, is nowhere in clear, and does not follow to another address or kind", () =>
  withTestApp(async (app) => {
    const { me, put } = await owned(app);
    const made = await put();
    expect(made.body.provider).toMatchObject({ id: "far", hasKey: true });
    const again = await put({ apiKey: undefined, name: "Renamed" });
    expect(again.body.provider).toMatchObject({ name: "Renamed", hasKey: true });
    const listed = await app.call("providers.list", {}, me);
    const audit = await app.call("audit.list", {}, me);
    expect(JSON.stringify([made.body, again.body, listed.body, audit.body])).not.toContain(fakeKey);
    expect((await put({ apiKey: undefined, baseUrl: "https://elsewhere.example" })).status).toBe(400);
    expect((await put({ apiKey: undefined, kind: "openai" })).status).toBe(400);
    expect(app.redactor.redact(`key ${fakeKey}`)).not.toContain(fakeKey);
    const member = await app.person("milo");
    expect((await app.call("providers.list", {}, { token: member.token })).status).toBe(403);
    expect((await app.call("models.list", {}, { token: member.token })).status).toBe(200);
  }));

describe("a test of a model", () => {
  const ask = (app: TestApp, me: object, model = "far/small") => app.call("providers.test", { model }, me);

  test("asks it for a word", () =>
    withTestApp(async (app) => {
      const { me, put } = await owned(app);
      await put();
      far.answer({ parts: [{ type: "text", text: "Hello" }] });
      const { body } = await ask(app, me);
      expect(body).toMatchObject({ ok: true, fault: null });
      expect(far.requests[0]).toMatchObject({ format: "anthropic", body: { model: "small" } });
      expect((await ask(app, me, "far/none")).status).toBe(404);
    }));

  test("goes by the key and the address that are entered now, not by those of before", () =>
    withTestApp(async (app) => {
      const { me, put } = await owned(app);
      await put({ apiKey: "wrong-key-of-somebody" });
      expect((await ask(app, me)).body).toMatchObject({ ok: false, fault: { kind: "auth" } });
      await put();
      far.always({ parts: [{ type: "text", text: "Hello" }] });
      expect((await ask(app, me)).body).toMatchObject({ ok: true });
      expect((await ask(app, me)).body).toMatchObject({ ok: true });
      const asked = far.requests.length;
      await put({ baseUrl: "http://127.0.0.1:1/v1" });
      expect((await ask(app, me)).body).toMatchObject({ ok: false });
      expect(far.requests).toHaveLength(asked);
      await app.call("providers.remove", { id: "far" }, me);
      expect((await ask(app, me)).status).toBe(404);
    }));

  test("says in words why there was none, without the key", () =>
    withTestApp(async (app) => {
      const { me, put } = await owned(app);
      await put({ apiKey: "wrong-key-of-somebody" });
      const { body } = await ask(app, me);
      expect(body).toMatchObject({ ok: false, fault: { kind: "auth" } });
      expect(JSON.stringify(body)).not.toContain("wrong-key");
      await put({ id: "gone", kind: "compatible", baseUrl: "http://127.0.0.1:1/v1" });
      expect((await ask(app, me, "gone/small")).body).toMatchObject({ ok: false });
    }));
});

test("what is missing is said when it is entered", () =>
  withTestApp(async (app) => {
    const { put } = await owned(app);
    const message = async (params: object) => (await put({ id: "new", ...params })).body.error?.message;
    expect(await message({ apiKey: undefined })).toContain("its key");
    expect(await message({ kind: "bedrock" })).toContain("access key");
    expect(await message({ kind: "bedrock", accessKeyId: "A" })).toContain("region");
    expect(await message({ kind: "compatible", baseUrl: null })).toContain("its address");
    expect((await put({ baseUrl: "file:///etc/passwd" })).status).toBe(400);
    expect((await put({ baseUrl: "https://user:word@far.example/v1" })).status).toBe(400);
    expect((await put({ baseUrl: "https://far.example/v1?key=abc" })).status).toBe(400);
    expect((await put({ id: "../x" })).status).toBe(400);
  }));
