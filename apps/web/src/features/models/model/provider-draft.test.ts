import type { Provider } from "@parley/protocol";
import { describe, expect, it } from "vitest";
import { draftOf, emptyModel, faultsOf, freeId, keepsKey, newDraft, paramsOf } from "./provider-draft.ts";

const provider: Provider = {
  id: "acme",
  kind: "compatible",
  name: "Acme",
  baseUrl: "https://models.example/v1",
  region: null,
  hasKey: true,
  models: [{ id: "small", name: "Small", contextTokens: 8000, price: { input: 1, output: 2, cacheRead: 0.1 } }],
  updatedAt: 1,
};

describe("a provider as it is typed", () => {
  it("comes out as it went in, without a key, and keeps what no field shows", () => {
    const { baseUrl, models, region, kind, name, id } = provider;
    expect(paramsOf(draftOf(provider), provider.id)).toEqual({ id, kind, name, baseUrl, region, models });
    expect(faultsOf(draftOf(provider), provider)).toEqual({});
  });

  it("needs a key again where the kind or the address is another", () => {
    const draft = draftOf({ ...provider, kind: "anthropic" });
    expect(keepsKey(draft, { ...provider, kind: "anthropic" })).toBe(true);
    expect(faultsOf(draft, provider).key).toBe("keyMissing");
    expect(keepsKey({ ...draftOf(provider), address: "https://other.example" }, provider)).toBe(false);
  });

  it("says what is missing, field by field", () => {
    expect(faultsOf(newDraft("anthropic", " "), null)).toEqual({
      "name": "nameMissing",
      "key": "keyMissing",
      "model 0": "modelMissing",
    });
    expect(faultsOf(newDraft("bedrock", "B"), null)).toMatchObject({
      region: "regionWrong",
      accessKeyId: "accessKeyMissing",
    });
    expect(faultsOf(newDraft("compatible", "C"), null).address).toBe("addressMissing");
    for (const address of [
      "models.example",
      "ftp://x.example",
      "https://me:pw@x.example",
      "https://x.example/?key=1",
    ]) {
      expect(faultsOf({ ...newDraft("compatible", "C"), address }, null).address, address).toBe("addressWrong");
    }
  });

  it("takes prices in pairs and numbers with a comma", () => {
    const line = { ...emptyModel(0), id: "m" };
    const draft = { ...newDraft("ollama", "O"), models: [{ ...line, priceIn: "0,5" }] };
    expect(faultsOf(draft, null)).toEqual({ "out 0": "priceHalf" });
    const whole = { ...draft, models: [{ ...line, priceIn: "0,5", priceOut: "2", contextTokens: "x" }] };
    expect(faultsOf(whole, null)).toEqual({ "context 0": "numberWrong" });
    const good = { ...whole, models: [{ ...line, priceIn: "0,5", priceOut: "2" }] };
    expect(paramsOf(good, "o").models).toEqual([{ id: "m", price: { input: 0.5, output: 2 } }]);
    const large = { ...good, models: [{ ...line, priceIn: "1.375", priceOut: "1.000,5", contextTokens: "128,000" }] };
    // One dollar and some cents or more than a thousand: nobody knows.
    expect(faultsOf(large, null)).toEqual({ "in 0": "numberWrong" });
    const clear = { ...large, models: [{ ...large.models[0], priceIn: "1.3750" }] } as typeof large;
    const [read] = paramsOf(clear, "o").models;
    expect(read).toEqual({ id: "m", contextTokens: 128_000, price: { input: 1.375, output: 1000.5 } });
    const twice = [line, { ...emptyModel(1), id: " m " }];
    expect(faultsOf({ ...draft, models: twice }, null)).toEqual({ "model 1": "modelTwice" });
  });

  it("never sends a key to what takes none", () => {
    expect(paramsOf({ ...newDraft("ollama", "O"), key: "secret" }, "o")).not.toHaveProperty("apiKey");
  });

  it("gets an id of its own from whatever it is called", () => {
    expect(freeId("Ácme & Co.", "compatible", [])).toBe("acme-co");
    expect(freeId("模型", "google", ["google"])).toBe("google-2");
  });
});
