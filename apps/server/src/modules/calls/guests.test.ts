import { createSecret } from "@parley/kernel";
import { describe, expect, test } from "vitest";
import { type FakeElsewhere, startFakeElsewhere } from "../../testing/fake-elsewhere.ts";
import { type TestApp, withTestApp } from "../../testing/test-app.ts";
import { admitted } from "./policy.ts";

const roomId = "!shared:localhost";
const vera = "@vera:abroad.example";

interface Given {
  readonly test: TestApp;
  readonly elsewhere: FakeElsewhere;
  /** A token of vera's homeserver. */
  readonly tokenOf: (userId?: string) => string;
  readonly ask: (path: string, more?: object, token?: string, name?: string) => Promise<[number, unknown]>;
}

/** A server with a homeserver whose accounts are members, and a room with vera in it. */
async function withGuests(work: (given: Given) => Promise<void>): Promise<void> {
  const elsewhere = await startFakeElsewhere();
  try {
    const config = { others: "any" as const, membersFrom: [{ name: "abroad.example", url: elsewhere.url }] };
    await withTestApp(
      async (app) => {
        const port = await app.listen();
        app.stack.homeserver.rooms.set(roomId, { members: ["@olga:localhost", vera], state: [] });
        const tokenOf = (userId = vera) => {
          const token = createSecret();
          elsewhere.tokens.set(token, userId);
          return token;
        };
        const ask: Given["ask"] = async (path, more = {}, token = tokenOf(), name = "abroad.example") => {
          const openid_token = { access_token: token, matrix_server_name: name };
          const answer = await fetch(`http://127.0.0.1:${port}/livekit/jwt${path}`, {
            method: "POST",
            headers: { host: "localhost:8420" },
            body: JSON.stringify({ openid_token, ...more }),
          });
          const { errcode } = Object(await answer.json());
          return [answer.status, errcode];
        };
        await work({ test: app, elsewhere, tokenOf, ask });
      },
      { config },
    );
  } finally {
    await elsewhere.close();
  }
}

const asks = { room: roomId, device_id: "PHONE" };

describe("an account of a listed homeserver", () => {
  test("gets a token for the call of a room that it is in, which nobody makes for it", async () => {
    await withGuests(async ({ test: { stack, matrix }, ask }) => {
      expect(await ask("/sfu/get", asks)).toEqual([200, undefined]);
      // There is no LiveKit here: whoever has the call made hears of it.
      matrix.openIds.set("ours", "@olga:localhost");
      stack.homeserver.signedIn.set("@olga:localhost", ["PHONE"]);
      expect(await ask("/sfu/get", asks, "ours", "localhost")).toEqual([503, "M_UNKNOWN"]);
      // While LiveKit is fetched or built for the first time it is said apart.
      stack.sfu.credentials = null;
      expect(await ask("/sfu/get", asks)).toEqual([503, "ORG.PARLEY.STARTING"]);
    });
  });

  test("gets none for another room, nor by a token of somebody else, nor twice by the same", async () => {
    await withGuests(async ({ ask, tokenOf }) => {
      const token = tokenOf();
      expect((await ask("/sfu/get", asks, token))[0]).toBe(200);
      expect(await ask("/sfu/get", asks, token)).toEqual([401, "M_UNAUTHORIZED"]);
      expect(await ask("/sfu/get", asks, tokenOf("@olga:localhost"))).toEqual([401, "M_UNAUTHORIZED"]);
      expect(await ask("/sfu/get", asks, tokenOf("@vera:evil.example"))).toEqual([401, "M_UNAUTHORIZED"]);
      expect(await ask("/sfu/get", asks, tokenOf("@eve:abroad.example"))).toEqual([403, "M_FORBIDDEN"]);
      expect(await ask("/sfu/get", { ...asks, room: "!other:localhost" })).toEqual([403, "M_FORBIDDEN"]);
    });
  });

  test("gets none for a device that would make them somebody whose homeserver's name has a port", async () => {
    await withGuests(async ({ ask }) => {
      expect(await ask("/sfu/get", { ...asks, device_id: "8448:PHONE" })).toEqual([400, "M_BAD_JSON"]);
      expect(await ask("/sfu/get", { ...asks, device_id: "8448-PHONE:1" })).toEqual([200, undefined]);
    });
  });

  test("gets none where nobody can say who is in a room, as our own do", () => {
    expect(admitted("unchecked", vera, "listed")).toBeNull();
    expect(admitted("unchecked", "@olga:localhost", "here")).not.toBeNull();
  });

  test("is asked after by nobody where its homeserver is not listed", async () => {
    await withGuests(async ({ elsewhere, ask, tokenOf }) => {
      expect(await ask("/sfu/get", asks, tokenOf(), "evil.example")).toEqual([403, "M_FORBIDDEN"]);
      expect(elsewhere.asked).toEqual([]);
    });
  });

  test("hands over no leave: it is told so before its token is used up", async () => {
    await withGuests(async ({ ask, tokenOf }) => {
      const token = tokenOf();
      const leave = { delay_id: "d", delay_timeout: 5000 };
      expect(await ask("/sfu/get", { ...asks, ...leave }, token)).toEqual([400, "M_BAD_JSON"]);
      expect((await ask("/sfu/get", asks, token))[0]).toBe(200);
      const member = { id: "m", claimed_user_id: vera, claimed_device_id: "PHONE" };
      const hashed = { room_id: roomId, slot_id: "m.call#ROOM", member, ...leave };
      expect(await ask("/delegate_delayed_leave", hashed)).toEqual([404, "M_NOT_FOUND"]);
    });
  });

  test("whose homeserver is silent hears that it is for now", async () => {
    await withGuests(async ({ elsewhere, ask }) => {
      elsewhere.answer = (response) => response.writeHead(502).end();
      const [status] = await ask("/sfu/get", asks);
      expect(status).toBe(503);
    });
  });
});
