import { fakeKey } from "@parley/testkit/providers";
import { withTestApp } from "../../../testing/test-app.ts";

/**
 * A server in a process of its own, which somebody kills: says where its data lies, asks the provider at the address that it
 * is started with, and says when that was acknowledged. With `at-once` it kills itself then.
 */
const [, , url = "", when = ""] = process.argv;
const say = (word: string) => process.stdout.write(`${word}\n`);

await withTestApp(async ({ call, person, dataFile }) => {
  const me = { token: (await person("olga", "owner")).token };
  const provider = { id: "far", kind: "anthropic" as const, name: "Far", baseUrl: `${url}/v1`, apiKey: fakeKey };
  await call("providers.put", { ...provider, models: [{ id: "small" }] }, me);
  await call("models.setDefault", { model: "far/small" }, me);
  say(dataFile);
  const named = { ...me, headers: { "idempotency-key": "r1" } };
  const { body } = await call("chat.send", { sessionKey: "main", message: "Good morning" }, named);
  if (when === "at-once") process.kill(process.pid, "SIGKILL");
  say("runId" in body ? body.status : "nothing");
  await new Promise(() => setInterval(() => {}, 1000));
});
