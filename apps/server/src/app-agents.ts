import type { Clock, Log, Random } from "@parley/kernel";
import type { McpServer } from "./config/mcp-servers.ts";
import { createAgentsModule } from "./modules/agents/module.ts";
import { createApprovalsModule } from "./modules/approvals/module.ts";
import { createConversationsModule } from "./modules/conversations/module.ts";
import { createLocalModelsModule, type LocalMachine } from "./modules/local/module.ts";
import { createMcpModule } from "./modules/mcp/module.ts";
import { createModelsModule } from "./modules/models/module.ts";
import { createExec, type ExecDeps } from "./modules/runs/exec.ts";
import { createRunsModule } from "./modules/runs/module.ts";
import { createOwnTools } from "./modules/runs/own-tools.ts";
import { createTools } from "./modules/runs/tools.ts";
import { createUsageModule } from "./modules/usage/module.ts";
import type { EventSink, Redactor } from "./platform/call.ts";
import type { Chain } from "./platform/chain/chain.ts";
import { createEgressFetch } from "./platform/egress-fetch.ts";
import type { Secrets } from "./platform/ports.ts";
import type { Store } from "./platform/store/store.ts";

/** Joins what is about agents: the modules ask each other through what is handed in here, and know nothing more. */
export function joinAgents(deps: {
  readonly store: Store;
  readonly secrets: Secrets;
  readonly chain: Chain;
  readonly events: EventSink;
  readonly redactor: Redactor;
  readonly world: { readonly clock: Clock; readonly random: Random };
  readonly log: Log;
  /** Where programs of agents run. */
  readonly programs: Pick<ExecDeps, "sandbox" | "workspaces">;
  /** Where services send people back to. */
  readonly publicUrl: string;
  /** Where agents find more tools, as the file says now. */
  readonly mcpServers: () => readonly McpServer[];
  /** Where models in files run. */
  readonly local: { readonly machine: LocalMachine; readonly dataFolder: string };
}) {
  const { store, secrets, chain, events, redactor, world, log, programs } = deps;
  const approvals = createApprovalsModule({
    store,
    events,
    world,
    log,
    onAnswer: (account, run) => runs.wake(account, run),
  });
  const conversations = createConversationsModule({
    store,
    chain,
    events,
    world,
    resetting: () => personas.resetting(),
    defaults: () => models.defaults(),
    others: {
      quiet: (account, key) => runs.quiet(account, key),
      isBusy: (account, key) => runs.isBusy(account, key),
      async erase(tx, account, key) {
        await runs.erase(tx, account, key);
        await usage.erase(tx, account, key);
        await approvals.erase(tx, account, key);
        if (key === null) await personas.notes.erase(tx, account);
        if (key === null) local.forget();
      },
    },
  });
  const web = createEgressFetch("public");
  const named = createEgressFetch("named");
  const ways = { named, public: web };
  const local = createLocalModelsModule({ ...deps.local, ways, clock: world.clock, log });
  const models = createModelsModule({ store, secrets, egress: createEgressFetch("named"), local, clock: world.clock });
  const usage = createUsageModule({ store, priceOf: models.priceOf, world, log });
  const personas = createAgentsModule({
    store,
    ...world,
    knowsModel: models.named,
    noPrograms: () => exec.unavailable(),
    onToldOtherwise: local.forget,
  });
  const around = { redactor, world, log };
  const mcp = createMcpModule({ servers: deps.mcpServers, secrets, programs, ...waysOf(deps, ways), ...around });
  const othersTools = async (account: string, agent: string) =>
    approvals.forRuns.allowedAlways(account, agent, await mcp.toolsFor(agent));
  const exec = createExec({ ...programs, allowed: approvals.forRuns.allowed });
  const questions = { ...approvals.forRuns, commandOf: exec.commandOf };
  const runs = createRunsModule({
    store,
    asks: { personas, models, conversations: conversations.talk, usage, questions },
    tools: async ({ id, tools: policy }, account) =>
      createTools({ fetch: web.fetch, clock: world.clock, policy, more: await othersTools(account, id) }),
    ownTools: async (row, agent) => [
      ...(await createOwnTools({ notes: personas.notes, sessions: conversations.talk }, row)),
      ...(agent.exec && (await exec.unavailable()) === null ? [await exec.tool(row)] : []),
    ],
    keyOf: conversations.keyOf,
    events,
    world,
    log,
  });
  return {
    handlers: {
      ...conversations.handlers,
      ...approvals.handlers,
      ...models.handlers,
      ...local.handlers,
      ...personas.handlers,
      ...runs.handlers,
      ...usage.handlers,
      ...mcp.handlers,
    },
    summary: conversations.summary,
    answer: runs.answer,
    say: runs.say,
    retention: {
      runs: (before: number, most: number) => runs.forget(before, most, usage.forgetRuns),
      usage: usage.forgetDays,
      closeDays: usage.closeDays,
    },
    beginAnew: conversations.sweep,
    faces: runs.faces,
    runsGoing: runs.count,
    mcpServers: mcp.states,
    /** The file says something else now. */
    settingsChanged: () => void mcp.settle(),
    /** Stops what runs, and keeps what it has said. */
    async close(): Promise<void> {
      approvals.close();
      await runs.close();
      models.close();
      local.close();
      mcp.close();
      named.close();
      web.close();
    },
  };
}

/** How servers of tools are gone to, and how people come back who sign in for them. */
function waysOf({ publicUrl }: { readonly publicUrl: string }, ways: Ways) {
  const signIn = { redirectUrl: `${publicUrl}/mcp/signed-in`, publicFetch: ways.public.fetch };
  return { fetch: ways.named.fetch, signIn };
}

type Ways = Readonly<Record<"named" | "public", ReturnType<typeof createEgressFetch>>>;
