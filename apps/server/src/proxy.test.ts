import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import { describe, expect, test } from "vitest";
import { destinationOf } from "./platform/http/proxy-rules.ts";
import { withTestApp } from "./testing/test-app.ts";

/** A request whose target goes over the wire exactly as written: no client cleans it up. */
async function raw(port: number, target: string, more = "", method = "GET"): Promise<{ status: number; text: string }> {
  const socket = net.connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(`${method} ${target} HTTP/1.1\r\nHost: localhost:8420\r\nConnection: close\r\n${more}\r\n`);
  let text = "";
  socket.on("data", (chunk) => {
    text += String(chunk);
  });
  await once(socket, "close");
  return { status: Number(text.slice(9, 12)), text };
}

describe("what is forwarded", () => {
  test.each([
    ["/_matrix/client/versions", "homeserver"],
    ["/_matrix/client/v3/sync?timeout=30000", "homeserver"],
    ["/_matrix/client/v3/directory/room/%23a%2Fb%3Alocalhost", "homeserver"],
    ["/_matrix/client/v3/rooms/!a:b/state/m.room.name/", "homeserver"],
    ["/_matrix/client/v3/profile/@100%25:b", "homeserver"],
    ["/_matrix/media/v3/upload", "homeserver"],
    ["/_synapse/client/pick_username", "homeserver"],
    ["/livekit/sfu/rtc/v1?access_token=x", "sfu"],
    ["/", "none"],
    ["/s/!a:b/!c:d", "none"],
    ["/_matrix", "refused"],
    ["/_matrix/client", "refused"],
    ["/_matrix/federation/v1/version", "refused"],
    ["/_matrix/key/v2/server", "refused"],
    ["/_matrix/app/v1/ping", "refused"],
    ["/_synapse/admin/v1/users", "refused"],
    ["/_synapse/client", "refused"],
    ["/_synapse/mas/provision_user", "refused"],
    ["/livekit/sfu/twirp/livekit.RoomService/ListRooms", "refused"],
    ["/livekit/sfu/rtc/../twirp/x", "refused"],
    ["/_matrix/client/../federation/v1/version", "refused"],
    ["/_matrix/client/%2e%2e/federation/v1/version", "refused"],
    ["/_matrix/client/%2E./federation", "refused"],
    ["/_matrix/client/%252e%252e/x", "refused"],
    ["/_matrix/client/..%2f..%2f_synapse/admin/v1/users", "refused"],
    ["/_matrix/client/..%5c..%5c_synapse/admin", "refused"],
    ["/_matrix//federation/v1/version", "refused"],
    ["/_matrix/client//v3/sync", "refused"],
    ["//_matrix/client/versions", "refused"],
    ["//_synapse/admin/v1/users", "refused"],
    ["/x/../_synapse/admin/v1/users", "refused"],
    ["/%5fsynapse/admin/v1/users", "refused"],
    ["/%255fsynapse/admin", "refused"],
    ["/_matrix%2ffederation/v1", "refused"],
    ["/_matrix/%66ederation/v1/version", "refused"],
    ["/_matrix/clien%74/versions", "refused"],
    ["/_Matrix/federation/v1/version", "none"],
    ["/_matrix/client/v3/%zz", "refused"],
    ["/_matrix/client/v3/a%00b", "refused"],
    ["/_matrix/client/./v3", "refused"],
    ["http://localhost/_synapse/admin", "refused"],
    ["*", "refused"],
  ])("%s: %s", (target, to) => {
    expect(destinationOf(target).to).toBe(to);
  });
});

describe("the proxy", () => {
  test("lets no trick reach what is closed", async () => {
    await withTestApp(async ({ listen, matrix }) => {
      const port = await listen();
      const tricks = [
        "/_synapse/admin/v1/server_version",
        "//_synapse/admin/v1/server_version",
        "/_matrix/client/../../_synapse/admin/v1/server_version",
        "/_matrix/client/%2e%2e/%2e%2e/_synapse/admin/v1/server_version",
        "/_matrix/client/..%2f..%2f_synapse/admin/v1/server_version",
        "/%5fsynapse/admin/v1/server_version",
        "/_matrix/federation/v1/version",
        "/_matrix/key/v2/server",
        "/_matrix//key/v2/server",
        "http://localhost:8420/_synapse/admin/v1/server_version",
      ];
      for (const trick of tricks) expect([trick, (await raw(port, trick)).status]).toEqual([trick, 404]);
      expect(matrix.seen).toEqual([]);
    });
  });

  describe("takes no second request for a body of the first", () => {
    const inner =
      "GET /_synapse/admin/v1/register HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 127.0.0.1\r\nAuthorization: Bearer stolen\r\n\r\n";
    const chunked = `${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`;
    const length = `Content-Length: ${inner.length}\r\n`;
    const coding = "Transfer-Encoding: chunked\r\n";
    /** Sends the bytes on one connection; answers what came back until it was quiet. */
    const send = async (port: number, method: string, headers: string, body: string) => {
      const socket = net.connect(port, "127.0.0.1");
      await once(socket, "connect");
      socket.on("error", () => {});
      let text = "";
      socket.on("data", (chunk) => {
        text += String(chunk);
      });
      const closed = once(socket, "close");
      socket.write(`${method} /_matrix/client/v3/first HTTP/1.1\r\nHost: localhost:8420\r\n${headers}\r\n${body}`);
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 150))]);
      socket.destroy();
      return text;
    };
    const victim = (port: number, name: string) => raw(port, `/_matrix/client/v3/${name}`);

    test.each(["GET", "DELETE", "HEAD", "OPTIONS", "POST", "TRACE"])("%s", async (method) => {
      await withTestApp(async ({ listen, matrix }) => {
        const port = await listen();
        for (const [headers, body] of [
          [coding, chunked],
          [length, inner],
        ] as const) {
          matrix.seen.length = 0;
          const text = await send(port, method, headers, body);
          // Two at once and two after: none of them may find somebody else's answer waiting.
          const names = ["a", "b", "c", "d"];
          const first = await Promise.all(names.slice(0, 2).map((name) => victim(port, name)));
          const rest = [await victim(port, "c"), await victim(port, "d")];
          for (const [index, answer] of [...first, ...rest].entries()) {
            expect(answer.text).toContain(`"url":"/_matrix/client/v3/${names[index]}"`);
          }
          const firsts = matrix.seen.filter(({ url }) => url === "/_matrix/client/v3/first");
          expect(matrix.seen.map(({ url }) => url).filter((url) => url.includes("_synapse"))).toEqual([]);
          expect(matrix.seen).toHaveLength(5);
          expect(firsts.map(({ body: read }) => String(read))).toEqual([inner]);
          expect(text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
          expect(text).not.toContain("_synapse");
        }
      });
    });

    test.each([
      ["both ways to end", `${coding}${length}`, chunked],
      ["both ways to end, the other first", `${length}${coding}`, chunked],
      ["two lengths", `${length}Content-Length: 0\r\n`, inner],
      ["the same length twice", `${length}${length}`, inner],
      ["a length that the connection takes away", `Connection: keep-alive, Content-Length\r\n${length}`, inner],
      ["a coding that the connection takes away", `Connection: transfer-encoding\r\n${coding}`, chunked],
      ["a host that the connection takes away", `Connection: host\r\n`, ""],
      ["another coding", `Transfer-Encoding: gzip, chunked\r\n`, chunked],
      ["a coding that is no coding", `Transfer-Encoding: xchunked\r\n`, chunked],
      ["two codings", `${coding}${coding}`, chunked],
      ["a length with a sign", `Content-Length: +${inner.length}\r\n`, inner],
    ])("%s is refused", async (_name, headers, body) => {
      await withTestApp(async ({ listen, matrix }) => {
        const port = await listen();
        for (const method of ["GET", "POST"]) {
          const text = await send(port, method, headers, body);
          expect(text).toMatch(/^HTTP\/1\.1 400 /);
          expect(text).not.toMatch(/HTTP\/1\.1 [^4]/);
        }
        expect(matrix.seen).toEqual([]);
        expect((await victim(port, "after")).text).toContain('"url":"/_matrix/client/v3/after"');
      });
    });
  });

  test("tells the homeserver the client's address and nothing that the client claims", async () => {
    await withTestApp(async ({ listen, matrix }) => {
      const port = await listen();
      const claims =
        "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\nX-Real-IP: 203.0.113.9\r\nForwarded: for=1.2.3.4\r\nConnection: x-secret\r\nX-Secret: 1\r\nTE: trailers\r\nX-Kept: yes\r\n";
      const { status, text } = await raw(port, "/_matrix/client/versions", claims);
      expect(status).toBe(200);
      const headers = matrix.seen.at(-1)?.headers ?? {};
      expect(headers["x-forwarded-for"]).toBe("127.0.0.1");
      expect(headers["x-forwarded-proto"]).toBe("http");
      expect(headers["x-kept"]).toBe("yes");
      for (const gone of ["x-real-ip", "forwarded", "x-secret", "te"]) expect(headers[gone]).toBeUndefined();
      expect(text.toLowerCase()).not.toContain("x-private:");
      expect(text.toLowerCase()).toContain("x-kept: yes");
    });
  });

  test("believes a trusted proxy, from the right", async () => {
    await withTestApp(
      async ({ listen, matrix }) => {
        const port = await listen();
        const claims = "X-Forwarded-For: 1.1.1.1, 203.0.113.9, 127.0.0.2\r\nX-Forwarded-Proto: https\r\n";
        await raw(port, "/_matrix/client/versions", claims);
        expect(matrix.seen.at(-1)?.headers["x-forwarded-for"]).toBe("203.0.113.9");
        expect(matrix.seen.at(-1)?.headers["x-forwarded-proto"]).toBe("https");
      },
      { config: { network: { host: "127.0.0.1", trustedProxies: ["127.0.0.0/8"], tls: null } } },
    );
  });

  test("streams uploads and stops those that are too large", async () => {
    await withTestApp(async ({ listen, matrix }) => {
      const port = await listen();
      const upload = async (bytes: number, announced: boolean) => {
        const request = http.request({
          port,
          host: "127.0.0.1",
          method: "POST",
          path: "/_matrix/media/v3/upload",
          headers: { host: "localhost:8420", ...(announced ? { "content-length": bytes } : {}) },
        });
        const answered = once(request, "response") as Promise<[http.IncomingMessage]>;
        request.on("error", () => {});
        for (let sent = 0; sent < bytes; sent += 65_536) request.write(Buffer.alloc(Math.min(65_536, bytes - sent)));
        request.end();
        const [response] = await answered;
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        return { status: response.statusCode, body: JSON.parse(String(Buffer.concat(chunks))) };
      };
      const fits = await upload(900_000, false);
      expect([fits.status, fits.body.length]).toEqual([200, 900_000]);
      matrix.seen.length = 0;
      const announced = await upload(2_000_000, true);
      expect([announced.status, announced.body.errcode]).toEqual([413, "M_TOO_LARGE"]);
      const silent = await upload(2_000_000, false);
      expect([silent.status, silent.body.errcode]).toEqual([413, "M_TOO_LARGE"]);
      expect(matrix.seen).toEqual([]);
    });
  });

  test("says in Matrix' own words that the homeserver is down, readable from other origins", async () => {
    await withTestApp(async ({ listen, stack, matrix }) => {
      const port = await listen();
      for (const address of [null, "http://127.0.0.1:9"]) {
        stack.homeserver.address = address;
        const { status, text } = await raw(port, "/_matrix/client/versions", "Origin: https://element.example\r\n");
        expect(status).toBe(503);
        expect(text).toContain('"errcode":"M_UNKNOWN"');
        expect(text.toLowerCase()).toContain("access-control-allow-origin: *");
        expect((await raw(port, "/_matrix/client/versions", "", "OPTIONS")).status).toBe(204);
      }
      expect(matrix.seen).toEqual([]);
    });
  });

  test("cuts the far end when the client goes away", async () => {
    await withTestApp(async ({ listen, matrix }) => {
      const port = await listen();
      const socket = net.connect(port, "127.0.0.1");
      await once(socket, "connect");
      socket.write("GET /_matrix/client/slow HTTP/1.1\r\nHost: localhost:8420\r\n\r\n");
      while (matrix.seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(await matrix.open()).toBe(1);
      socket.destroy();
      const until = performance.now() + 2000;
      while ((await matrix.open()) > 0 && performance.now() < until) await new Promise((r) => setTimeout(r, 10));
      expect(await matrix.open()).toBe(0);
    });
  });

  test("forwards nothing for an attached homeserver, which has an address of its own", async () => {
    await withTestApp(async ({ app, listen, stack }) => {
      stack.homeserver.mode = "attached";
      stack.homeserver.ownBase = "https://matrix.example.org";
      const port = await listen();
      expect((await raw(port, "/_matrix/client/versions")).status).toBe(404);
      const page = await app.http.inject({ url: "/healthz" });
      expect(page.headers["content-security-policy"]).toContain(
        "connect-src 'self' ws://localhost:8420 https://matrix.example.org;",
      );
      const found = await app.http.inject({ url: "/.well-known/matrix/client", headers: { host: "localhost:8420" } });
      expect(found.json()["m.homeserver"].base_url).toBe("https://matrix.example.org");
    });
  });

  test("refuses other hosts", async () => {
    await withTestApp(async ({ listen, matrix }) => {
      const port = await listen();
      const socket = net.connect(port, "127.0.0.1");
      await once(socket, "connect");
      socket.write("GET /_matrix/client/versions HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
      const [answer] = await once(socket, "data");
      expect(String(answer)).toContain("403");
      expect(matrix.seen).toEqual([]);
    });
  });

  test("tunnels sockets of the SFU, and only those, for whom the token names", async () => {
    const sfu = http.createServer((request, response) => {
      // Rooms are made before anybody comes in.
      response.writeHead(request.url?.endsWith("/CreateRoom") ? 200 : 404, { "content-type": "application/json" });
      response.end("{}");
    });
    sfu.on("upgrade", (request, socket) => {
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Path: ${request.url}\r\n\r\n`,
      );
      socket.pipe(socket);
    });
    sfu.listen(0, "127.0.0.1");
    await once(sfu, "listening");
    try {
      await withTestApp(async ({ listen, stack, seated }) => {
        stack.sfu.address = `http://127.0.0.1:${(sfu.address() as net.AddressInfo).port}`;
        const port = await listen();
        const jwt = await seated();
        const upgrade = async (path: string, more = "") => {
          const socket = net.connect(port, "127.0.0.1");
          await once(socket, "connect");
          socket.write(
            `GET ${path} HTTP/1.1\r\nHost: localhost:8420\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${more}\r\n`,
          );
          const [answer] = await once(socket, "data");
          return { socket, answer: String(answer) };
        };
        const { socket, answer } = await upgrade(`/livekit/sfu/rtc/v1?access_token=${jwt}`);
        expect(answer).toContain("101");
        expect(answer).toContain(`X-Path: /rtc/v1?access_token=${jwt}`);
        socket.write("echo");
        expect(String((await once(socket, "data"))[0])).toBe("echo");
        socket.destroy();
        expect((await upgrade("/livekit/sfu/twirp/x")).answer).toContain("404");
        expect((await upgrade("/_matrix/client/v3/sync")).answer).toContain("404");
        expect((await upgrade("/livekit/sfu/rtc", "Content-Length: 5\r\n")).answer).toContain("400");
        expect((await upgrade("/livekit/sfu/rtc?access_token=abc")).answer).toContain("401");
        expect((await upgrade("/livekit/sfu/rtc")).answer).toContain("401");
        // Foreign clients come from their own pages; the token is all their authority.
        const other = await upgrade(
          "/livekit/sfu/rtc",
          `Origin: https://call.example\r\nAuthorization: Bearer ${jwt}\r\n`,
        );
        expect(other.answer).toContain("101");
        other.socket.destroy();
        stack.sfu.address = null;
        expect((await upgrade("/livekit/sfu/rtc")).answer).toContain("503");
      });
    } finally {
      sfu.closeAllConnections();
      sfu.close();
    }
  });
});
