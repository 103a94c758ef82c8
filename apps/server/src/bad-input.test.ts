import { type MethodName, methods } from "@parley/protocol";
import { expect, test } from "vitest";
import { withTestApp } from "./testing/test-app.ts";

const names = Object.keys(methods).filter((name): name is MethodName => Object.hasOwn(methods, name));
/** What no method takes, as it stands in a body. */
const never: readonly string[] = [
  "[]",
  '"text"',
  "7",
  "true",
  '{"noSuchKey":1}',
  '{"__proto__":{"admin":true}}',
  '{"constructor":{"prototype":{}}}',
  `{"noSuchKey":${"[".repeat(60)}${"]".repeat(60)}}`,
  '{"noSuchKey":"\\ud800"}',
];

test("what no schema takes is answered as such by every method, and is nobody's fault of ours", async () => {
  await withTestApp(async ({ app, clock, person, publicUrl }) => {
    const { token } = await person("olga", "owner");
    const headers = { "host": "localhost:8420", "origin": publicUrl, "content-type": "application/json" };
    const wrong: string[] = [];
    for (const name of names) {
      const open = methods[name].scope === "public";
      // As much as the limits of calls give back, for nine of them.
      clock.skip(200);
      for (const [at, payload] of never.entries()) {
        const response = await app.http.inject({
          method: "POST",
          url: `/api/v1/${name}`,
          payload,
          remoteAddress: open ? `192.0.2.${at}` : "127.0.0.1",
          headers: open ? headers : { ...headers, authorization: `Bearer ${token}` },
        });
        const code = response.json().error?.code ?? "accepted";
        if (code !== "BAD_PARAMS") wrong.push(`${name} ${payload.slice(0, 40)}: ${code}`);
      }
    }
    expect(wrong).toEqual([]);
  });
}, 30_000);
