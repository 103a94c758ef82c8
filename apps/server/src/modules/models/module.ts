import type { Model } from "@parley/agents";
import type { Clock } from "@parley/kernel";
import type { HandlersOf } from "../../platform/call.ts";
import type { EgressFetch } from "../../platform/egress-fetch.ts";
import type { Secrets } from "../../platform/ports.ts";
import type { Store } from "../../platform/store/store.ts";
import type { KnownPrice } from "./prices.ts";
import { createModelService, type LocalModels, modelsOf } from "./service.ts";
import { createModelStore } from "./store.ts";

/** What the module needs. */
export interface ModelsDeps {
  readonly store: Store;
  readonly secrets: Secrets;
  /** The way out to what an owner has named; ended with the module. */
  readonly egress: EgressFetch;
  readonly local: LocalModels;
  readonly clock: Clock;
}

/** When the server stands, and nobody waits for its start any more. */
const prepareMs = 3_000;

type Methods =
  | "providers.list"
  | "providers.put"
  | "providers.remove"
  | "providers.test"
  | "models.setDefault"
  | "models.list";

/** Providers with their sealed keys, and the models that agents may be given. */
export function createModelsModule({ store, secrets, egress, local, clock }: ModelsDeps) {
  const rows = createModelStore(store);
  const service = createModelService({ rows, secrets, fetch: egress.fetch, local, clock });
  // A model that cannot be opened is told to who asks it.
  const prepare = () => void service.prepare().catch(() => {});
  const cancelFirst = clock.after(prepareMs, prepare);

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
      prepare();
      return { defaultModel: model };
    },
    async "models.list"() {
      const standard = await rows.defaultModel();
      const models = (await rows.list()).flatMap((row) =>
        modelsOf(row).map((model) => {
          const { id, name, contextTokens } = model;
          const price = service.priceOf(row, model);
          return {
            id: `${row.id}/${id}`,
            name: name ?? id,
            provider: row.id,
            ...(contextTokens === undefined ? {} : { contextWindow: contextTokens }),
            ...(`${row.id}/${id}` === standard ? { tags: ["default"] } : {}),
            ...(price === undefined ? {} : { price: { input: price.input, output: price.output, asOf: price.asOf } }),
          };
        }),
      );
      return { models };
    },
  };
  return {
    handlers,
    close(): void {
      cancelFirst();
      egress.close();
    },
    /** Throws NOT_FOUND where there is no such model. */
    named: service.named,
    /** The model of agents that name none, as clients show it; all null: none was chosen, or it is there no more. */
    async defaults() {
      const chosen = await rows.defaultModel();
      const found = chosen === null ? undefined : await service.named(chosen).catch(() => undefined);
      return {
        modelProvider: found?.row.id ?? null,
        model: found?.model.id ?? null,
        contextTokens: found?.model.contextTokens ?? null,
      };
    },
    /** What a model costs, by `PROVIDER/MODEL`; undefined: nobody knows, or there is no such model any more. */
    async priceOf(name: string): Promise<KnownPrice | undefined> {
      const found = await service.named(name).catch(() => undefined);
      return found && service.priceOf(found.row, found.model);
    },
    /** Opens a model by `PROVIDER/MODEL`; null: the one that agents have by themselves. Throws NOT_FOUND. */
    async open(name: string | null): Promise<{ readonly name: string; readonly model: Model } | null> {
      const chosen = name ?? (await rows.defaultModel());
      return chosen === null ? null : { name: chosen, model: await service.open(chosen) };
    },
  };
}
