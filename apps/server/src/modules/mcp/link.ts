import { join } from "node:path";
import type { Client } from "@modelcontextprotocol/sdk/client/index.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import type { CallToolResult, Tool as Offered } from "@modelcontextprotocol/sdk/types.js";
import type { jsonSchemaValidator } from "@modelcontextprotocol/sdk/validation/types.js";
import type { JsonObject } from "@parley/agents";
import type { Clock } from "@parley/kernel";
import type { McpServer } from "../../config/mcp-servers.ts";
import type { SandboxChild } from "../../platform/sandbox/sandbox.ts";
import { type McpDeps, wordsOf } from "./deps.ts";
import type { Fetch } from "./guarded-fetch.ts";
import { TurnedAway } from "./sign-in/fault.ts";
import { createStdioTransport } from "./stdio-transport.ts";
import { within } from "./within.ts";

/** A connection to a server of tools, from its greeting to its end. */
export interface Link {
  readonly version: string | null;
  list(): Promise<readonly Offered[]>;
  /** Throws `Unsure` where it is not known whether it was done. */
  call(name: string, input: JsonObject, signal: AbortSignal): Promise<CallToolResult>;
  /** Why it ended, in words. */
  readonly ended: Promise<string>;
  /** Calls back when the server says that it has other tools now. */
  onTools(listener: () => void): void;
  close(): void;
}

/** The call was made, and nobody knows what came of it. */
export class Unsure extends Error {}

const greetMs = 20_000;
const listMs = 20_000;
const callMs = 60_000;
const pagesMost = 20;
/** More than are taken: what is left out is counted. */
const listedMost = 1_000;
const megabyte = 1024 * 1024;
const limits = {
  wallMs: Number.POSITIVE_INFINITY,
  outputBytes: Number.POSITIVE_INFINITY,
  // Of one process: whoever works that long is started anew.
  cpuSeconds: 3_600,
  // Addresses, not memory: some reserve far more than they take.
  memoryBytes: 64 * 1024 * megabyte,
  allMemoryBytes: 1024 * megabyte,
  processes: 64,
  fileBytes: 64 * megabyte,
  workspaceBytes: 512 * megabyte,
  workspaceFiles: 20_000,
};

/** Connects to a server. The library is loaded with the first one. Rejects where it does not answer in time. */
export async function openLink(server: McpServer, fetch: Fetch, deps: McpDeps): Promise<Link> {
  const { clock } = deps.world;
  const [{ Client: ClientOf }, types] = await Promise.all([
    import("@modelcontextprotocol/sdk/client/index.js"),
    import("@modelcontextprotocol/sdk/types.js"),
  ]);
  const { promise: ended, resolve } = Promise.withResolvers<string>();
  const { transport, said } = await transportOf(server, fetch, deps, (value) => {
    const read = types.JSONRPCMessageSchema.safeParse(value);
    return read.success ? read.data : null;
  });
  // What it can do for servers: nothing. Their questions to models and people are refused by the library.
  const client = new ClientOf({ name: "parley", version: "1" }, { capabilities: {}, jsonSchemaValidator: unchecked });
  let why: unknown = "the connection was closed";
  client.onerror = (fault) => {
    // What comes after it was given up harms nobody.
    if (/for an unknown/.test(fault.message)) return;
    why = fault;
    // Over HTTP nothing else says that it is gone: no answer is waited for. Whoever was turned away hears why first.
    if (server.run.type === "http" && !(fault instanceof TurnedAway)) void client.close();
  };
  client.onclose = () => resolve(wordsOf(why, deps) + said());
  const isClosed = (thrown: unknown) => thrown instanceof types.McpError && /Connection closed/.test(thrown.message);
  const whyOf = (thrown: unknown) => (isClosed(thrown) ? why : thrown);
  try {
    await within(clock, greetMs, "it did not greet in time", (signal) =>
      client.connect(transport, { signal, timeout: greetMs * 2 }),
    );
  } catch (thrown) {
    void client.close();
    if (thrown instanceof TurnedAway) throw thrown;
    throw new Error(wordsOf(whyOf(thrown), deps) + said());
  }
  return { ...asking(client, types, { clock, whyOf }), ended };
}

function asking(
  client: Client,
  types: typeof import("@modelcontextprotocol/sdk/types.js"),
  { clock, whyOf }: { readonly clock: Clock; readonly whyOf: (thrown: unknown) => unknown },
): Omit<Link, "ended"> {
  const turnedAway = (thrown: unknown): never => {
    if (thrown instanceof TurnedAway) void client.close();
    throw thrown;
  };
  return {
    version: client.getServerVersion()?.version.slice(0, 64) ?? null,
    list: () =>
      within(clock, listMs, "it did not list its tools in time", async (signal) => {
        const found: Offered[] = [];
        let cursor: string | undefined;
        for (let page = 0; page < pagesMost && found.length < listedMost; page++) {
          const params = cursor === undefined ? {} : { cursor };
          // Past the library's own list: that compiles the schemas of whoever wrote them.
          const answer = await client.request({ method: "tools/list", params }, types.ListToolsResultSchema, {
            signal,
            timeout: listMs * 2,
          });
          found.push(...answer.tools);
          cursor = answer.nextCursor;
          if (cursor === undefined) break;
        }
        return found.slice(0, listedMost);
      }).catch(turnedAway),
    async call(name, input, signal) {
      const params = { name, arguments: { ...input } };
      const late = `it took longer than ${callMs / 1000} s`;
      try {
        return await within(clock, callMs, late, (over) =>
          client.request({ method: "tools/call", params }, types.CallToolResultSchema, {
            signal: AbortSignal.any([signal, over]),
            timeout: callMs * 2,
          }),
        );
      } catch (thrown) {
        if (thrown instanceof TurnedAway) return turnedAway(thrown);
        const isAnswer = thrown instanceof types.McpError && !lost.has(thrown.code);
        if (isAnswer) throw thrown;
        const why = whyOf(thrown);
        throw new Unsure(why instanceof Error ? why.message : String(why));
      }
    },
    onTools(listener) {
      client.setNotificationHandler(types.ToolListChangedNotificationSchema, listener);
    },
    close: () => void client.close().catch(() => {}),
  };
}

/** Connection closed, request timed out: faults of the library, not words of the server. */
const lost: ReadonlySet<number> = new Set([-32_000, -32_001]);

/** Schemas of servers are compiled into nothing. It would only be asked for calls that are made past `asking`. */
const unchecked: jsonSchemaValidator = {
  getValidator: () => () => ({ valid: false, data: undefined, errorMessage: "not looked at" }),
};

async function transportOf(
  { name, run }: McpServer,
  fetch: Fetch,
  deps: McpDeps,
  read: Parameters<typeof createStdioTransport>[1]["read"],
): Promise<{ readonly transport: Transport; readonly said: () => string }> {
  const { clock } = deps.world;
  if (run.type === "http") {
    const { StreamableHTTPClientTransport } = await import("@modelcontextprotocol/sdk/client/streamableHttp.js");
    const http = new StreamableHTTPClientTransport(new URL(run.url), {
      fetch,
      requestInit: { headers: { ...run.headers } },
      reconnectionOptions: {
        maxRetries: 0,
        initialReconnectionDelay: 1000,
        maxReconnectionDelay: 1000,
        reconnectionDelayGrowFactor: 1,
      },
    });
    // The library's own types are not exact about what may be left out.
    return { transport: http as Transport, said: () => "" };
  }
  const sandbox = await deps.programs.sandbox();
  const workspace = join(deps.programs.workspaces, `mcp-${name}`);
  sandbox.prepare(workspace);
  const [program = "", ...args] = run.command;
  const child = sandbox.open({
    program,
    args,
    workspace,
    folder: "/workspace",
    limits,
    env: run.env,
    ...(run.folder === null ? {} : { shown: run.folder }),
  });
  return { transport: createStdioTransport(child, { clock, read }), said: lastLineOf(child, deps) };
}

/** What a program last complained of. */
function lastLineOf(child: SandboxChild, deps: McpDeps): () => string {
  let tail = "";
  child.stderr.setEncoding("utf8");
  child.stderr.on("data", (chunk: string) => {
    tail = (tail + chunk).slice(-2000);
  });
  return () => {
    const line = tail.trimEnd().split("\n").at(-1) ?? "";
    return line === "" ? "" : ` (${wordsOf(line, deps)})`;
  };
}
