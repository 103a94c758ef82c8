import type { Tool } from "@parley/agents";
import type { McpServerState } from "@parley/protocol";
import type { McpServer } from "../../config/mcp-servers.ts";
import type { HandlersOf } from "../../platform/call.ts";
import type { Secrets } from "../../platform/ports.ts";
import type { McpDeps } from "./deps.ts";
import { createSealed } from "./sealed.ts";
import { createServer, type Server } from "./server.ts";

/** How long a run waits for servers that are being tried for the first time. */
const firstMs = 5_000;
const shortestSecret = 8;

/** Servers of tools that the file of settings names: connected as long as they stand there. */
export function createMcpModule(
  deps: McpDeps & { readonly servers: () => readonly McpServer[]; readonly secrets: Secrets },
) {
  const sealed = createSealed(deps.secrets);
  /** Since when each has waited for a secret. */
  const waiting = new Map<string, number>();
  const live = new Map<string, { readonly settings: string; readonly server: Server }>();
  let closed = false;

  /** As the file says now. */
  const settle = (): readonly McpServer[] => {
    const named = closed ? [] : deps.servers();
    for (const name of waiting.keys()) if (!named.some((one) => one.name === name)) waiting.delete(name);
    const wanted = named.flatMap((one) => {
      const filled = sealed.fill(one);
      if ("server" in filled) waiting.delete(one.name);
      else if (!waiting.has(one.name)) waiting.set(one.name, deps.world.clock.now());
      return "server" in filled ? [filled.server] : [];
    });
    for (const [name, { settings, server }] of live) {
      if (wanted.some((one) => one.name === name && JSON.stringify(one) === settings)) continue;
      server.close();
      live.delete(name);
    }
    for (const one of wanted) {
      if (live.has(one.name)) continue;
      for (const secret of secretsOf(one)) deps.redactor.keep(secret);
      live.set(one.name, { settings: JSON.stringify(one), server: createServer(one, deps) });
    }
    return named;
  };
  settle();

  const stateOf = (one: McpServer): McpServerState => {
    const secrets = sealed.entered(one);
    const state = live.get(one.name)?.server.state() ?? unconfigured(one, waiting.get(one.name));
    return { ...state, secrets };
  };
  const handlers: HandlersOf<"mcp.setSecret"> = {
    async "mcp.setSecret"({ server: name, name: secret, value }) {
      const named = deps.servers().find((each) => each.name === name);
      const one = sealed.set(named, secret, value);
      settle();
      return { server: stateOf(one) };
    },
  };

  return {
    handlers,
    settle,
    /** Those of the servers that the file lets this agent use. None named: none. */
    async toolsFor(agent: string): Promise<readonly Tool[]> {
      const allowed = settle().filter(({ agents }) => agents.includes("*") || agents.includes(agent));
      const servers = allowed.flatMap(({ name }) => live.get(name)?.server ?? []);
      await firstOf(deps, servers);
      return servers.flatMap((server) => server.tools());
    },
    states: (): McpServerState[] => settle().map(stateOf),
    close(): void {
      closed = true;
      settle();
    },
  };
}

/** What waits for a secret is not even begun. */
function unconfigured({ name, run, agents }: McpServer, since = 0): Omit<McpServerState, "secrets"> {
  const nothing = { version: null, restarts: 0, lastError: null, tools: 0, leftOut: 0 };
  return { name, kind: run.type, state: "unconfigured", since, ...nothing, agents: [...agents] };
}

async function firstOf({ world }: McpDeps, servers: readonly Server[]): Promise<void> {
  if (servers.length === 0) return;
  let cancel = () => {};
  const late = new Promise<void>((resolve) => {
    cancel = world.clock.after(firstMs, resolve);
  });
  await Promise.race([Promise.all(servers.map(({ tried }) => tried)), late]).finally(cancel);
}

/** Whatever is handed to a server may be a secret, and so may its words one by one: `Bearer …`. */
function secretsOf({ run }: McpServer): readonly string[] {
  const values = Object.values(run.type === "http" ? run.headers : run.env);
  return values.flatMap((value) => [value, ...value.split(/\s+/)]).filter((word) => word.length >= shortestSecret);
}
