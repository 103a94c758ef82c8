import type { Tool } from "@parley/agents";
import type { McpServerState } from "@parley/protocol";
import type { McpServer } from "../../config/mcp-servers.ts";
import type { HandlersOf } from "../../platform/call.ts";
import type { Secrets } from "../../platform/ports.ts";
import type { McpDeps } from "./deps.ts";
import { createSealed } from "./sealed.ts";
import { createServer, type Server } from "./server.ts";
import { createSignInMethods, type SignInMethods } from "./sign-in/methods.ts";
import { createSignIn, type SignIn } from "./sign-in/sign-in.ts";

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
  const live = new Map<string, Live>();
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
      const signIn = createSignIn(one, deps);
      live.set(one.name, { settings: JSON.stringify(one), one, signIn, server: createServer(one, signIn, deps) });
    }
    return named;
  };
  settle();

  const stateOf = (one: McpServer): McpServerState => {
    const secrets = sealed.entered(one);
    const known = live.get(one.name);
    const state = known?.server.state() ?? unconfigured(one, waiting.get(one.name));
    return { ...state, secrets, signIn: known?.signIn?.state() ?? "none" };
  };
  /** Whoever is signed in or out is another to the server. */
  const beginAnew = ({ settings, one, signIn, server }: Live): McpServerState => {
    server.close();
    if (live.get(one.name)?.signIn === signIn)
      live.set(one.name, { settings, one, signIn, server: createServer(one, signIn, deps) });
    return stateOf(one);
  };
  const handlers: HandlersOf<"mcp.setSecret" | SignInMethods> = {
    ...createSignInMethods({
      find: (name) => {
        if (!settle().some((one) => one.name === name)) return undefined;
        return live.get(name) ?? null;
      },
      all: () => [...live.values()],
      beginAnew,
    }),
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

interface Live {
  readonly settings: string;
  readonly one: McpServer;
  /** Null where it is spoken to as the file says. */
  readonly signIn: SignIn | null;
  readonly server: Server;
}

/** What waits for a secret is not even begun. */
function unconfigured({ name, run, agents }: McpServer, since = 0): Omit<McpServerState, "secrets" | "signIn"> {
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
