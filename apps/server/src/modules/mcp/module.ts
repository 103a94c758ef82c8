import type { Tool } from "@parley/agents";
import type { McpServerState } from "@parley/protocol";
import type { McpServer } from "../../config/mcp-servers.ts";
import type { McpDeps } from "./deps.ts";
import { createServer, type Server } from "./server.ts";

/** How long a run waits for servers that are being tried for the first time. */
const firstMs = 5_000;
const shortestSecret = 8;

/** Servers of tools that the file of settings names: connected as long as they stand there. */
export function createMcpModule(deps: McpDeps & { readonly servers: () => readonly McpServer[] }) {
  const live = new Map<string, { readonly settings: string; readonly server: Server }>();
  let closed = false;

  /** As the file says now. */
  const settle = (): readonly McpServer[] => {
    const wanted = closed ? [] : deps.servers();
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
    return wanted;
  };
  settle();

  return {
    settle,
    /** Those of the servers that the file lets this agent use. None named: none. */
    async toolsFor(agent: string): Promise<readonly Tool[]> {
      const allowed = settle().filter(({ agents }) => agents.includes("*") || agents.includes(agent));
      const servers = allowed.flatMap(({ name }) => live.get(name)?.server ?? []);
      await firstOf(deps, servers);
      return servers.flatMap((server) => server.tools());
    },
    states: (): McpServerState[] => {
      settle();
      return [...live.values()].map(({ server }) => server.state());
    },
    close(): void {
      closed = true;
      settle();
    },
  };
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
