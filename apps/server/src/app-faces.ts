import type { Clock, Random } from "@parley/kernel";
import type { joinAgents } from "./app-agents.ts";
import { createPatchFace } from "./modules/configuration/patch-face.ts";
import { createOpenAiModule } from "./modules/openai/module.ts";
import type { Call, Principal } from "./platform/call.ts";
import type { Face } from "./platform/http/faces.ts";
import type { Dispatcher } from "./platform/methods/dispatch.ts";

/** Joins the addresses whose wire others have agreed on: they ask the same modules as the methods do. */
export function joinFaces(deps: {
  readonly agents: Pick<ReturnType<typeof joinAgents>, "handlers" | "answer" | "faces">;
  readonly dispatcher: Dispatcher;
  readonly world: { readonly clock: Clock; readonly random: Random };
}): readonly Face[] {
  const { agents, dispatcher, world } = deps;
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
  return [...openai.faces, ...agents.faces, patch];
}

function callOf(principal: Principal): Call<Principal> {
  return { principal, address: "", bearer: null, idempotencyKey: null, signal: AbortSignal.timeout(30_000) };
}
