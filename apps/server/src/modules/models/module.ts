import type { Model } from "@parley/agents";
import type { Clock } from "@parley/kernel";
import type { HandlersOf } from "../../platform/call.ts";
import type { EgressFetch } from "../../platform/egress-fetch.ts";
import type { Secrets } from "../../platform/ports.ts";
import type { Store } from "../../platform/store/store.ts";
import { createModelService, modelsOf } from "./service.ts";
import { createModelStore } from "./store.ts";

/** What the module needs. */
export interface ModelsDeps {
  readonly store: Store;
  readonly secrets: Secrets;
  /** The way out to what an owner has named; ended with the module. */
  readonly egress: EgressFetch;
  readonly clock: Clock;
}

type Methods =
  | "providers.list"
  | "providers.put"
  | "providers.remove"
  | "providers.test"
  | "models.setDefault"
  | "models.list";

/** Providers with their sealed keys, and the models that agents may be given. */
export function createModelsModule({ store, secrets, egress, clock }: ModelsDeps) {
  const rows = createModelStore(store);
  const service = createModelService({ rows, secrets, fetch: egress.fetch, clock });

  const handlers: HandlersOf<Methods> = {
    async "providers.list"() {
      const found = await rows.list();
      return { providers: found.map(service.shown), defaultModel: await rows.defaultModel() };
    },
    "providers.put": async (params) => ({ provider: await service.put(params) }),
    async "providers.remove"({ id }) {
      await service.remove(id);
      return { id };
    },
    async "providers.test"({ model }, { signal }) {
      const { ms, fault } = await service.test(model, signal);
      return { ok: fault === null, ms, fault: fault === null ? null : { kind: fault.kind, message: fault.message } };
    },
    async "models.setDefault"({ model }) {
      if (model !== null) await service.named(model);
      await rows.setDefault(model);
      return { defaultModel: model };
    },
    async "models.list"() {
      const standard = await rows.defaultModel();
      const models = (await rows.list()).flatMap((row) =>
        modelsOf(row).map(({ id, name, contextTokens }) => ({
          id: `${row.id}/${id}`,
          name: name ?? id,
          provider: row.id,
          ...(contextTokens === undefined ? {} : { contextWindow: contextTokens }),
          ...(`${row.id}/${id}` === standard ? { tags: ["default"] } : {}),
        })),
      );
      return { models };
    },
  };
  return {
    handlers,
    close: egress.close,
    /** Throws NOT_FOUND where there is no such model. */
    named: service.named,
    /** Opens a model by `PROVIDER/MODEL`; null: the one that agents have by themselves. Throws NOT_FOUND. */
    async open(name: string | null): Promise<{ readonly name: string; readonly model: Model } | null> {
      const chosen = name ?? (await rows.defaultModel());
      return chosen === null ? null : { name: chosen, model: await service.open(chosen) };
    },
  };
}
