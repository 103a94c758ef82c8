import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { createEgressFetch, type EgressFetch } from "./egress-fetch.ts";

const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

async function serve(handler: http.RequestListener): Promise<{ url: string; sockets: () => number }> {
  let sockets = 0;
  const server = http.createServer(handler);
  server.on("connection", () => sockets++);
  open.push({
    close() {
      server.closeAllConnections();
      server.close();
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, sockets: () => sockets };
}
function wayOut(...how: Parameters<typeof createEgressFetch>): EgressFetch["fetch"] {
  const made = createEgressFetch(...how);
  open.push(made);
  return made.fetch;
}

test("sends what it is given, streams what comes, and keeps the connection for the next", async () => {
  let release = () => {};
  const { url, sockets } = await serve(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    response.writeHead(201, { "x-one": ["a", "b"] });
    response.write(`${request.method} ${request.headers["x-key"]} ${body};`);
    if (body === "slow")
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    response.end("rest");
  });
  const fetch = wayOut("named");
  const slow = await fetch(`${url}/a`, { method: "POST", headers: { "x-key": "k" }, body: "slow" });
  const reader = slow.body?.getReader();
  const first = await reader?.read();
  expect(Buffer.from(first?.value ?? []).toString()).toBe("POST k slow;");
  release();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("rest");
  expect([slow.status, slow.headers.get("x-one")]).toEqual([201, "a, b"]);
  await reader?.read();
  for (let n = 0; n < 3; n++) expect(await (await fetch(url, { method: "POST", body: "x" })).text()).toContain("rest");
  expect(sockets()).toBe(1);
});

test("follows no redirect, and closes the far end at once when it is given up", async () => {
  let closed = 0;
  const { url } = await serve((request, response) => {
    response.on("close", () => closed++);
    if (request.url === "/away") response.writeHead(302, { location: "/secret" }).end();
    else response.write("begun");
  });
  const fetch = wayOut("named");
  expect((await fetch(`${url}/away`)).status).toBe(302);
  const controller = new AbortController();
  const begun = await fetch(url, { signal: controller.signal });
  const before = closed;
  const at = performance.now();
  controller.abort();
  await expect(begun.text()).rejects.toThrow();
  while (closed === before && performance.now() - at < 2000) await new Promise((resolve) => setTimeout(resolve, 1));
  expect(closed).toBe(before + 1);
  await expect(fetch(url, { signal: AbortSignal.abort() })).rejects.toThrow();
});

test.each([
  "127.0.0.1",
  "[::1]",
  "10.1.2.3",
  "192.168.0.1",
  "172.31.255.1",
  "100.64.0.1",
  "169.254.169.254",
  "[fd00::1]",
  "[64:ff9b:1::1]",
  "[100::1]",
  "[::7f00:1]",
  "[::ffff:10.0.0.1]",
  "2130706433",
  "0x7f.1",
])("does not go from the open internet to %s", async (host) => {
  await expect(wayOut("public")(`http://${host}:1/`)).rejects.toThrow("is not dialled");
});

test("a name that leads home is followed for its owner, and not for a page", async () => {
  const resolve = async () => [{ address: "192.168.7.7", family: 4 }];
  await expect(wayOut("public", resolve)("http://models.example:1/")).rejects.toThrow("its address is not dialled");
  const rebound = async () => [{ address: "127.0.0.1", family: 4 }];
  await expect(wayOut("named", rebound)("http://models.example:1/")).rejects.toThrow("its address is not dialled");
});

test("says nothing of an address but its host", async () => {
  const fetch = wayOut("named");
  await expect(fetch("http://user:pass@localhost:1/x")).rejects.toThrow(/^localhost: an address with a password$/);
  await expect(fetch("http://localhost:1/secret?key=abc")).rejects.toThrow(/^localhost: ECONNREFUSED$/);
  await expect(fetch("file:///etc/passwd")).rejects.toThrow("neither http nor https");
});
