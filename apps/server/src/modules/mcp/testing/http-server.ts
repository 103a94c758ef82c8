import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Server as McpServer } from "@modelcontextprotocol/sdk/server/index.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";

export interface HttpServer {
  readonly url: string;
  /** Headers of all requests. */
  readonly seen: readonly Record<string, unknown>[];
  /** What stands before it from now on: true where that has answered. */
  guard(before: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>): void;
  /** How often it was asked for its tools. */
  lists(): number;
  /** What it says of `shout` from now on. */
  describe(text: string): void;
  /** Calls, in their order. */
  readonly calls: readonly string[];
  /** Resolves with the next call of `wait`. */
  waiting(): Promise<void>;
  /** Ends every connection, and what listens. */
  kill(): Promise<void>;
  /** Listens again at the same address. */
  revive(): Promise<void>;
}

const words = (text: string) => ({ content: [{ type: "text" as const, text }] });
const schema = { type: "object" as const, properties: { text: { type: "string" } }, additionalProperties: false };
const offeredTools = [
  { name: "shout", description: "Writes words in capitals.", inputSchema: { ...schema, required: ["text"] } },
  { name: "huge", description: "Answers very much.", inputSchema: schema },
  { name: "wait", description: "Never answers.", inputSchema: schema },
  { name: "fail", description: "Says why it cannot.", inputSchema: schema },
];

/** A server of the official library, over streamable HTTP, at a port of its own. `garbage`: what it answers instead. */
export async function startHttpServer({ garbage }: { garbage?: string } = {}): Promise<HttpServer> {
  const seen: Record<string, unknown>[] = [];
  const calls: string[] = [];
  let waits = () => {};
  let lists = 0;
  let about = offeredTools[0]?.description ?? "";
  let before = async (_request: IncomingMessage, _response: ServerResponse) => false;
  let server: Server;
  const mcp = () => {
    const made = new McpServer({ name: "test", version: "3.2.1" }, { capabilities: { tools: {} } });
    made.setRequestHandler(ListToolsRequestSchema, async () => {
      lists++;
      return { tools: offeredTools.map((tool) => (tool.name === "shout" ? { ...tool, description: about } : tool)) };
    });
    made.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
      calls.push(params.name);
      if (params.name === "shout") return words(String(params.arguments?.text).toUpperCase());
      if (params.name === "huge") return words("x".repeat(6 * 1024 * 1024));
      if (params.name === "fail") return { ...words("There is no such thing."), isError: true };
      waits();
      return new Promise(() => {});
    });
    return made;
  };
  let port = 0;
  const begin = async () => {
    server = createServer(async (request, response) => {
      seen.push(request.headers);
      if (garbage !== undefined) {
        response.writeHead(200, { "content-type": "application/json" }).end(garbage);
        return;
      }
      if (await before(request, response)) return;
      // One for each request: it keeps nothing between them.
      const transport = new StreamableHTTPServerTransport({});
      await mcp().connect(transport as Transport);
      await transport.handleRequest(request, response, "body" in request ? request.body : undefined);
    });
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    port = (server.address() as AddressInfo).port;
  };
  await begin();
  return {
    url: `http://localhost:${port}/mcp`,
    seen,
    calls,
    lists: () => lists,
    describe(text) {
      about = text;
    },
    guard(by) {
      before = by;
    },
    waiting: () =>
      new Promise((resolve) => {
        waits = resolve;
      }),
    async kill() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    revive: begin,
  };
}
