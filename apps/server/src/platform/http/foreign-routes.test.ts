import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { AppError, silentLog } from "@parley/kernel";
import { afterEach, expect, test } from "vitest";
import { createForeignRoutes, type ForeignRoute } from "./foreign-routes.ts";

let server: http.Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serving(route: Partial<ForeignRoute>): Promise<string> {
  const answer = createForeignRoutes(
    [
      {
        method: "PUT",
        path: "/a/*",
        maxBytes: 10,
        cors: false,
        answer: async ({ named, body }) => ({ status: 200, body: { named, size: body.length } }),
        ...route,
      },
    ],
    { addressOf: () => "127.0.0.1", log: silentLog },
  );
  server = http.createServer((request, response) => {
    if (!answer(request, response)) response.writeHead(299).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const put = (address: string, body = "") => fetch(address, { method: "PUT", body });

test("takes its own paths and leaves the others", async () => {
  const base = await serving({});
  expect(await (await put(`${base}/a/b%20c?x=1`, "four")).json()).toEqual({ named: ["b c"], size: 4 });
  expect((await put(`${base}/a`)).status).toBe(299);
  expect((await put(`${base}/a/b/c`)).status).toBe(299);
  expect((await fetch(`${base}/a/b`)).status).toBe(405);
  expect((await put(`${base}/a/%zz`)).status).toBe(400);
});

test("reads no more than it takes, and nothing before the headers were looked at", async () => {
  const base = await serving({});
  expect((await put(`${base}/a/b`, "x".repeat(11))).status).toBe(413);
  const guarded = await serving({ admit: () => ({ status: 403, body: { errcode: "M_FORBIDDEN" } }) });
  const refused = await put(`${guarded}/a/b`, "x".repeat(1000));
  expect([refused.status, refused.headers.get("connection")]).toEqual([403, "close"]);
});

test("faults are Matrix errors, and what broke inside stays inside", async () => {
  const told = await serving({
    answer: async () => {
      throw new AppError("RATE_LIMITED", "Slowly.", { retryAfterMs: 1500 });
    },
  });
  const answer = await put(`${told}/a/b`);
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "2"]);
  expect(await answer.json()).toEqual({ errcode: "M_LIMIT_EXCEEDED", error: "Slowly.", retry_after_ms: 1500 });
  const inner = await serving({
    answer: async () => {
      throw new AppError("MASTER_KEY", "secret inside");
    },
  });
  expect(await (await put(`${inner}/a/b`)).text()).not.toContain("secret");
  const broken = await serving({
    answer: async () => {
      throw new Error("secret inside");
    },
  });
  const inside = await put(`${broken}/a/b`);
  expect(inside.status).toBe(500);
  expect(await inside.text()).not.toContain("secret");
  const parsing = await serving({ answer: async ({ json }) => ({ status: 200, body: json() }) });
  expect(await (await put(`${parsing}/a/b`, "{")).json()).toMatchObject({ errcode: "M_NOT_JSON" });
});

test("other origins may ask where the route says so, and nowhere else", async () => {
  const open = await serving({ cors: true });
  const before = await fetch(`${open}/a/b`, { method: "OPTIONS" });
  expect([before.status, before.headers.get("access-control-allow-origin")]).toEqual([204, "*"]);
  const shut = await serving({});
  expect((await fetch(`${shut}/a/b`, { method: "OPTIONS" })).headers.get("access-control-allow-origin")).toBeNull();
});
