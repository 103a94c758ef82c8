import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Where our own children call us: on loopback, on a port of its own. */
export interface InternalServer {
  /** Without a trailing slash. */
  readonly url: string;
  close(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1. Nothing of it is reachable through the public port. */
export async function startInternalServer(
  answer: (request: IncomingMessage, response: ServerResponse) => boolean,
): Promise<InternalServer> {
  const server = http.createServer({ headersTimeout: 20_000, requestTimeout: 60_000 }, (request, response) => {
    if (answer(request, response)) return;
    request.resume();
    response.writeHead(404, { "content-type": "application/json" }).end('{"errcode":"M_UNRECOGNIZED"}');
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port: 0, host: "127.0.0.1" }, resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
