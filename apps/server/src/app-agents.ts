import type { Clock, Log, Random } from "@parley/kernel";
import { createAgentsModule } from "./modules/agents/module.ts";
import { createApprovalsModule } from "./modules/approvals/module.ts";
import { createConversationsModule } from "./modules/conversations/module.ts";
import { createModelsModule } from "./modules/models/module.ts";
import { createRunsModule } from "./modules/runs/module.ts";
import { createTools } from "./modules/runs/tools.ts";
import type { EventSink } from "./platform/call.ts";
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
  readonly world: { readonly clock: Clock; readonly random: Random };
  readonly log: Log;
}) {
  const { store, secrets, chain, events, world, log } = deps;
  const approvals = createApprovalsModule({ store, events, world });
  const conversations = createConversationsModule({
    store,
    chain,
    world,
    others: {
      quiet: (account, key) => runs.quiet(account, key),
      async erase(tx, account, key) {
        await runs.erase(tx, account, key);
        if (key === null) await approvals.erase(tx, account);
      },
    },
  });
  const models = createModelsModule({ store, secrets, egress: createEgressFetch("named"), clock: world.clock });
  const personas = createAgentsModule({ store, clock: world.clock, knowsModel: models.named });
  const web = createEgressFetch("public");
  const runs = createRunsModule({
    store,
    asks: { personas, models, conversations: conversations.talk },
    tools: () => createTools({ fetch: web.fetch, clock: world.clock }),
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
      ...personas.handlers,
      ...runs.handlers,
    },
    summary: conversations.summary,
    /** Stops what runs, and keeps what it has said. */
    async close(): Promise<void> {
      approvals.close();
      await runs.close();
      models.close();
      web.close();
    },
  };
}
