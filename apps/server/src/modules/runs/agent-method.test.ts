import { type FakeProvider, fakeKey, startFakeProvider } from "@parley/testkit/providers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withSockets } from "../../testing/test-socket.ts";

let far: FakeProvider;
beforeEach(async () => {
  far = await startFakeProvider();
});
afterEach(() => far.close());

test("an agent is asked, says that it heard, and later what came of it; over HTTP the end alone", () =>
  withSockets(async (app, open) => {
    const owner = await app.person("olga", "owner");
    const me = { token: owner.token };
    const provider = { id: "far", kind: "anthropic" as const, name: "Far", baseUrl: `${far.url}/v1`, apiKey: fakeKey };
    await app.call("providers.put", { ...provider, models: [{ id: "small" }] }, me);
    await app.call("models.setDefault", { model: "far/small" }, me);
    far.always({ parts: [{ type: "text", text: "Good morning." }] });
    const socket = open();
    await socket.connect(owner.token, { scopes: ["operator.read", "operator.write"] });
    const params = { message: "Hello", idempotencyKey: "r1", channel: "whatsapp", timeout: 60 };
    socket.send({ type: "req", id: "a1", method: "agent", params });
    const answers = () => socket.frames.filter(({ type, id }) => type === "res" && id === "a1");
    await expect.poll(() => answers().length, { timeout: 10_000 }).toBe(2);
    expect(answers().map(({ payload }) => payload)).toMatchObject([
      { runId: "r1", status: "accepted" },
      { runId: "r1", status: "ok", summary: "completed", result: { payloads: [{ text: "Good morning." }] } },
    ]);
    const whole = await app.call("agent", { message: "Again" }, { ...me, headers: { "idempotency-key": "r2" } });
    expect(whole.body).toMatchObject({
      runId: "r2",
      status: "ok",
      result: { meta: { sessionKey: "agent:main:main" } },
    });
    far.always({ fault: { type: "auth" } });
    const failed = await app.call("agent", { message: "And again" }, me);
    expect([failed.status, failed.body.error.code]).toEqual([503, "PART_DOWN"]);
    far.always({ parts: [{ type: "text", text: "slow" }], fault: { type: "hang", after: 3 } });
    const late = app.call("agent", { message: "Wait", timeout: 1 }, me);
    await expect.poll(() => far.requests.length, { timeout: 5_000 }).toBe(4);
    await app.clock.pass(1_000);
    expect((await late).body).toMatchObject({ status: "timeout" });
  }));
