import type { Clock, Random } from "@parley/kernel";
import type { joinAgents } from "./app-agents.ts";
import type { HookMapping } from "./config/hook-mappings.ts";
import { createPatchFace } from "./modules/configuration/patch-face.ts";
import { createHooksModule } from "./modules/hooks/module.ts";
import { createOpenAiModule } from "./modules/openai/module.ts";
import type { createPresenceModule } from "./modules/presence/module.ts";
import type { Call, Principal } from "./platform/call.ts";
import type { Face } from "./platform/http/faces.ts";
import type { Dispatcher } from "./platform/methods/dispatch.ts";
import { createIdempotency } from "./platform/methods/idempotency.ts";
import { createRateLimit } from "./platform/methods/throttle.ts";

/** Joins what events of others come by. */
export function joinHooks(deps: {
  readonly agents: Pick<ReturnType<typeof joinAgents>, "say">;
  readonly presence: Pick<ReturnType<typeof createPresenceModule>, "queue">;
  /** What becomes of them, as the file says now. */
  readonly mappings: () => readonly HookMapping[];
  readonly world: { readonly clock: Clock; readonly random: Random };
}) {
  const { agents, presence, mappings, world } = deps;
  return createHooksModule({
    runs: agents.say,
    queue: presence.queue,
    mappings,
    rate: createRateLimit(world.clock, { burst: 60, perSecond: 1 }),
    once: createIdempotency(world.clock).once,
    world,
  });
}

/** Joins the addresses whose wire others have agreed on: they ask the same modules as the methods do. */
export function joinFaces(deps: {
  readonly agents: Pick<ReturnType<typeof joinAgents>, "handlers" | "answer" | "faces">;
  readonly hooks: ReturnType<typeof joinHooks>;
  readonly dispatcher: Dispatcher;
  readonly world: { readonly clock: Clock; readonly random: Random };
}): readonly Face[] {
  const { agents, hooks, dispatcher, world } = deps;
  const { handlers } = agents;
  const openai = createOpenAiModule({
    runs: { answer: agents.answer },
    names: {
      agents: async (principal) => (await handlers["agents.list"]({}, callOf(principal))).agents,
      models: async (principal) => (await handlers["models.list"]({}, callOf(principal))).models,
    },
    world,
  });
  const patch = createPatchFace((method, params, { principal, address, idempotencyKey }) =>
    dispatcher.dispatch({ method, params, principal, address, idempotencyKey, bearer: null }),
  );
  return [...openai.faces, ...agents.faces, ...hooks.faces, patch];
}

function callOf(principal: Principal): Call<Principal> {
  return { principal, address: "", bearer: null, idempotencyKey: null, signal: AbortSignal.timeout(30_000) };
}
