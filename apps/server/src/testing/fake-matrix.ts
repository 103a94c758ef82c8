import http from "node:http";
import type { AddressInfo } from "node:net";

/** A homeserver that knows access tokens and echoes everything else. */
export interface FakeMatrix {
  readonly url: string;
  /** Access tokens and whose they are. */
  readonly tokens: Map<string, { user_id: string; device_id?: string; is_guest?: boolean }>;
  /** OpenID tokens and whose they are. */
  readonly openIds: Map<string, string>;
  /** Requests that reached it, newest last. */
  readonly seen: { method: string; url: string; headers: http.IncomingHttpHeaders; body: Buffer }[];
  /** How `whoami` answers when set, whatever the token. */
  whoamiStatus: number | null;
  /** Connections that are open now. */
  open(): Promise<number>;
  close(): Promise<void>;
}

export async function startFakeMatrix(): Promise<FakeMatrix> {
  const tokens: FakeMatrix["tokens"] = new Map();
  const openIds: FakeMatrix["openIds"] = new Map();
  const seen: FakeMatrix["seen"] = [];
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const url = request.url ?? "";
    seen.push({ method: request.method ?? "", url, headers: request.headers, body: Buffer.concat(chunks) });
    if (url === "/_matrix/client/v3/account/whoami") {
      const who = tokens.get((request.headers.authorization ?? "").slice("Bearer ".length));
      const status = fake.whoamiStatus ?? (who ? 200 : 401);
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(status === 200 ? who : { errcode: "M_UNKNOWN_TOKEN", error: "no" }));
      return;
    }
    if (url.startsWith("/_matrix/federation/v1/openid/userinfo")) {
      const sub = openIds.get(new URL(url, "http://matrix").searchParams.get("access_token") ?? "");
      response.writeHead(sub === undefined ? 401 : 200, { "content-type": "application/json" });
      response.end(JSON.stringify(sub === undefined ? { errcode: "M_UNKNOWN_TOKEN", error: "no" } : { sub }));
      return;
    }
    if (url.startsWith("/_matrix/client/slow")) return;
    response.writeHead(200, {
      "content-type": "application/json",
      "connection": "x-private, keep-alive",
      "x-private": "hop",
      "x-kept": "yes",
    });
    response.end(JSON.stringify({ url, method: request.method, length: Buffer.concat(chunks).length }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const fake: FakeMatrix = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tokens,
    openIds,
    seen,
    whoamiStatus: null,
    open: () =>
      new Promise((resolve, reject) =>
        server.getConnections((fault, count) => (fault ? reject(fault) : resolve(count))),
      ),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return fake;
}
