import { createManualClock } from "@parley/testkit";
import { expect, test } from "vitest";
import { createPasses } from "./tokens.ts";

const jwt = (expiresAt: number) => `h.${btoa(JSON.stringify({ exp: expiresAt / 1000 })).replaceAll("=", "")}.s`;

function rig() {
  const clock = createManualClock();
  const asked: { url: string; body: unknown }[] = [];
  let answer = () => Response.json({ url: "wss://x/livekit/sfu", jwt: jwt(clock.now() + 1_800_000) });
  const passes = createPasses({
    calls: {
      openId: async () => ({ access_token: "o", token_type: "Bearer", matrix_server_name: "x", expires_in: 3600 }),
    },
    transport: async () => ({ serviceUrl: "https://x/livekit/jwt" }),
    roomId: "!r:x",
    account: { userId: "@ada:x", deviceId: "D", homeserverUrl: "https://x" },
    fetch: async (url, init) => {
      asked.push({ url: String(url), body: JSON.parse(String(init?.body)) });
      return answer();
    },
    clock,
  });
  return {
    passes,
    asked,
    clock,
    answers: (next: () => Response) => {
      answer = next;
    },
  };
}

test("a pass is asked for as every token service takes it, and once", async () => {
  const { passes, asked } = rig();
  passes.prepare();
  expect(await passes.get()).toMatchObject({ url: "wss://x/livekit/sfu" });
  expect(asked).toEqual([
    {
      url: "https://x/livekit/jwt/sfu/get",
      body: {
        room: "!r:x",
        device_id: "D",
        openid_token: { access_token: "o", token_type: "Bearer", matrix_server_name: "x", expires_in: 3600 },
      },
    },
  ]);
});

test("one that is nearly over is not used, nor one that led nowhere", async () => {
  const { passes, asked, clock } = rig();
  await passes.get();
  clock.tick(1_800_000 - 50_000);
  await passes.get();
  expect(asked).toHaveLength(2);
  passes.forget();
  await passes.get();
  expect(asked).toHaveLength(3);
});

test.each([
  [403, { errcode: "M_FORBIDDEN" }, "CALL_FORBIDDEN"],
  [401, {}, "CALL_FORBIDDEN"],
  [429, {}, "CALL_FULL"],
  [503, { errcode: "ORG.PARLEY.STARTING" }, "CALL_STARTING"],
  [503, { errcode: "M_UNKNOWN" }, "CALL_UNREACHABLE"],
  [502, {}, "CALL_UNREACHABLE"],
  [200, {}, "CALL_UNREACHABLE"],
  [200, { url: "javascript:alert(1)", jwt: "a.b.c" }, "CALL_UNREACHABLE"],
])("%i %j is %s, and the next try asks anew", async (status, body, code) => {
  const { passes, answers, asked } = rig();
  answers(() => Response.json(body, { status }));
  await expect(passes.get()).rejects.toMatchObject({ code });
  await expect(passes.get()).rejects.toMatchObject({ code });
  expect(asked).toHaveLength(2);
});
