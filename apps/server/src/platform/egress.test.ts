import http from "node:http";
import type { AddressInfo } from "node:net";
import { systemClock } from "@parley/kernel";
import { afterEach, expect, test } from "vitest";
import { FakeClock } from "../testing/test-app.ts";
import { createEgress } from "./egress.ts";

const open: http.Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(handler: http.RequestListener): Promise<number> {
  const server = http.createServer(handler);
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
const bounds = { deadlineMs: 5000, maxBytes: 1000 };

test("answers what stands there, and follows nothing", async () => {
  const port = await serve((request, response) => {
    if (request.url === "/away") response.writeHead(302, { location: "/secret" }).end();
    else response.end(JSON.stringify({ url: request.url, host: request.headers.host }));
  });
  const egress = createEgress(systemClock);
  const url = `http://localhost:${port}`;
  expect(await egress({ url: `${url}/a?b=1`, ...bounds })).toEqual({
    status: 200,
    body: JSON.stringify({ url: "/a?b=1", host: `localhost:${port}` }),
  });
  expect((await egress({ url: `${url}/away`, ...bounds })).status).toBe(302);
});

test.each([
  "169.254.169.254",
  "0.0.0.0",
  "224.0.0.1",
  "255.255.255.255",
  "[fe80::1]",
  "[::]",
  "[::ffff:169.254.169.254]",
  "[::ffff:a9fe:a9fe]",
])("does not dial %s", async (host) => {
  await expect(createEgress(systemClock)({ url: `http://${host}/`, ...bounds })).rejects.toThrow("is not dialled");
});

test.each([
  ["127.0.0.1", 4],
  ["::1", 6],
  ["::ffff:127.0.0.1", 6],
  ["169.254.169.254", 4],
  ["0.0.0.0", 4],
] as const)("does not follow a name of others to %s", async (address, family) => {
  let reached = 0;
  const port = await serve((_, response) => {
    reached += 1;
    response.end("{}");
  });
  const egress = createEgress(systemClock, async () => [{ address, family }]);
  await expect(egress({ url: `http://matrix.example.org:${port}/`, ...bounds })).rejects.toThrow("is not dialled");
  expect(reached).toBe(0);
});

test("dials the address that it has looked at: a name is resolved once", async () => {
  const port = await serve((_, response) => response.end("{}"));
  let asked = 0;
  const egress = createEgress(systemClock, async () => {
    asked += 1;
    return asked === 1 ? [{ address: "127.0.0.1", family: 4 }] : [{ address: "169.254.169.254", family: 4 }];
  });
  expect((await egress({ url: `http://localhost:${port}/`, ...bounds })).status).toBe(200);
  expect(asked).toBe(1);
});

test("takes no more bytes and no more time than it was given", async () => {
  let closed = 0;
  const port = await serve((request, response) => {
    response.on("close", () => {
      closed += 1;
    });
    if (request.url === "/slow") response.write("{");
    else response.write("x".repeat(2000));
  });
  const clock = new FakeClock();
  const egress = createEgress(clock);
  await expect(egress({ url: `http://localhost:${port}/much`, ...bounds })).rejects.toThrow("more than 1000 bytes");
  const slow = egress({ url: `http://localhost:${port}/slow`, ...bounds });
  slow.catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 100));
  await clock.pass(5000);
  await expect(slow).rejects.toThrow("no answer within 5000 ms");
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(closed).toBe(2);
  const stop = new AbortController();
  const given = egress({ url: `http://localhost:${port}/slow`, ...bounds, signal: stop.signal });
  stop.abort();
  await expect(given).rejects.toThrow("given up");
});

test("says of a fault no more of the address than its host", async () => {
  const egress = createEgress(systemClock, async () => Promise.reject(new Error("getaddrinfo ENOTFOUND")));
  const fault = await egress({ url: "https://gone.example/path?access_token=secret", ...bounds }).catch(String);
  expect(fault).toContain("gone.example");
  expect(fault).not.toContain("secret");
  await expect(egress({ url: "file:///etc/passwd", ...bounds })).rejects.toThrow("neither http nor https");
  await expect(egress({ url: "https://a:b@gone.example/", ...bounds })).rejects.toThrow("password");
});
