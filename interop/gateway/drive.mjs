/**
 * A foreign client in a process of its own: `node drive.mjs 3|4 METHOD…`, with GATEWAY_URL, GATEWAY_TOKEN and a HOME
 * for what it keeps. Prints one line of JSON: the greeting, and the answer or the error of each method.
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [version = "", ...methods] = process.argv.slice(2);
const deadlineMs = 60_000;
const scopes = ["operator.read", "operator.write", "operator.pairing"];

// Of version 3 the class is no export of its package: it is taken from its file.
const { GatewayClient } =
  version === "3"
    ? await import(pathToFileURL(join(import.meta.dirname, "node_modules/clawdbot/dist/gateway/client.js")).href)
    : await import("@openclaw/gateway-client");

const late = setTimeout(() => finish(1, { late: true }), deadlineMs);
const events = [];
const client = new GatewayClient({
  url: process.env.GATEWAY_URL,
  token: process.env.GATEWAY_TOKEN || undefined,
  ...(version === "3"
    ? { clientName: "gateway-client", mode: "ui" }
    : { clientName: "gateway-client", mode: "backend", deviceIdentity: null }),
  clientVersion: "interop",
  role: "operator",
  scopes,
  onEvent: (event) => events.push(event.event),
  onConnectError: (error) => finish(1, { error: String(error?.message ?? error) }),
  onHelloOk: (hello) => void ask(hello),
});
client.start();

async function ask(hello) {
  const answers = {};
  for (const method of methods) {
    try {
      answers[method] = { ok: true, payload: await client.request(method, {}) };
    } catch (error) {
      answers[method] = { ok: false, message: String(error?.message ?? error) };
    }
  }
  finish(0, { hello, answers, events });
}

function finish(code, found) {
  clearTimeout(late);
  process.stdout.write(`${JSON.stringify(found)}\n`, () => process.exit(code));
}
