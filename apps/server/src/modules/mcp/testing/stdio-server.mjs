// A server of the official library over its input and output. What else it does, it is told by its tools.
import { readdirSync, writeFileSync } from "node:fs";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";

const inputSchema = { type: "object", properties: {} };
const names = ["look", "wait", "die", "huge", "garbage"];
const server = new Server({ name: "near", version: "1.0.0" }, { capabilities: { tools: {} } });
server.setRequestHandler(ListToolsRequestSchema, async () => ({
  tools: names.map((name) => ({ name, description: name, inputSchema })),
}));
server.setRequestHandler(CallToolRequestSchema, async ({ params: { name } }) => {
  if (name === "look") {
    writeFileSync("/workspace/kept", "kept");
    const reached = await fetch("http://127.0.0.1:9/").then(
      () => "reached",
      (fault) => String(fault.cause?.code ?? fault.message),
    );
    const seen = {
      env: process.env.GIVEN,
      path: process.env.PATH,
      names: Object.keys(process.env),
      root: readdirSync("/"),
    };
    return { content: [{ type: "text", text: JSON.stringify({ ...seen, reached }) }] };
  }
  if (name === "die") {
    process.stderr.write(`gone with ${process.env.GIVEN}\n`);
    process.exit(3);
  }
  if (name === "huge") process.stdout.write("x".repeat(5 * 1024 * 1024));
  if (name === "garbage") for (let line = 0; line < 100; line++) process.stdout.write("no message\n");
  return new Promise(() => {});
});
process.stdout.write("a greeting that is no message\n");
await server.connect(new StdioServerTransport());
