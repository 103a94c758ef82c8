import { createManualClock } from "@parley/testkit";
import { expect, test } from "vitest";
import { createPasses } from "./tokens.ts";

const jwt = (expiresAt: number) => `h.${btoa(JSON.stringify({ exp: expiresAt / 1000 })).replaceAll("=", "")}.s`;

const plain = { way: "compatibility", memberId: "@ada:x:D", identity: "@ada:x:D" } as const;

function rig(own: Parameters<typeof createPasses>[0]["own"] = plain, eitherForm = false) {
  const clock = createManualClock();
  const asked: { url: string; body: unknown }[] = [];
  let answer = () => Response.json({ url: "wss://x/livekit/sfu", jwt: jwt(clock.now() + 1_800_000) });
  const passes = createPasses({
    calls: {
      openId: async () => ({ access_token: "o", token_type: "Bearer", matrix_server_name: "x", expires_in: 3600 }),
    },
    transport: async () => ({ serviceUrl: "https://x/livekit/jwt" }),
    roomId: "!r:x",
    own,
    eitherForm,
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
      const before = answer;
      answer = next;
      return before;
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

test("in Matrix 2.0 it is asked for under the name of the place", async () => {
  const { passes, asked } = rig({ way: "matrix-2", memberId: "m1", identity: "hash" });
  await passes.get();
  expect(asked).toMatchObject([
    {
      url: "https://x/livekit/jwt/get_token",
      body: {
        room_id: "!r:x",
        slot_id: "m.call#ROOM",
        member: { id: "m1", claimed_user_id: "@ada:x", claimed_device_id: "D" },
        openid_token: { access_token: "o" },
      },
    },
  ]);
});

test("a service elsewhere is asked in the form that it takes", async () => {
  const { passes, asked, answers } = rig(plain, true);
  const first = answers(() => new Response("", { status: 404 }));
  await expect(passes.get()).rejects.toMatchObject({ code: "CALL_UNREACHABLE" });
  expect(asked.map(({ url }) => url)).toEqual(["https://x/livekit/jwt/get_token", "https://x/livekit/jwt/sfu/get"]);
  answers(first);
  await passes.get();
  expect(asked[2]?.url).toBe("https://x/livekit/jwt/get_token");
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
