import http from "node:http";

/** Another homeserver, as far as it answers for its accounts. */
export interface FakeElsewhere {
  readonly url: string;
  /** OpenID tokens and whose they are. */
  readonly tokens: Map<string, string>;
  /** Addresses that were asked. */
  readonly asked: string[];
  /** Answers in the place of its own. */
  answer: ((response: http.ServerResponse) => void) | null;
  close(): Promise<void>;
}

/** Starts it on a free port of this machine. */
export async function startFakeElsewhere(): Promise<FakeElsewhere> {
  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://elsewhere");
    fake.asked.push(url.pathname);
    if (fake.answer !== null) return fake.answer(response);
    const sub = fake.tokens.get(url.searchParams.get("access_token") ?? "");
    response.writeHead(sub === undefined ? 401 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(sub === undefined ? { errcode: "M_UNKNOWN_TOKEN" } : { sub }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = Object(server.address());
  const fake: FakeElsewhere = {
    url: `http://localhost:${port}`,
    tokens: new Map(),
    asked: [],
    answer: null,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return fake;
}
