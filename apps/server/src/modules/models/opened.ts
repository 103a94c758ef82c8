import type { LocalEngine, Model, ModelSettings, ProviderSettings } from "@parley/agents";
import type { Clock } from "@parley/kernel";

const openedMost = 64;

interface Chosen {
  /** Whose model it is, and how it is asked for here: `PROVIDER/MODEL`. */
  readonly provider: string;
  readonly name: string;
  readonly asked: ProviderSettings;
  readonly settings: ModelSettings;
}

/** Models as they were asked last: a provider's package takes longer to open one than to ask it. */
export function createOpened(deps: {
  readonly fetch: typeof globalThis.fetch;
  readonly local: LocalEngine;
  readonly clock: Clock;
}) {
  const known = new Map<string, { readonly provider: string; readonly as: string; readonly model: Model }>();
  return {
    /** The same one as long as it is asked for in the same way, key and all. */
    async open({ provider, name, asked, settings }: Chosen): Promise<Model> {
      const as = JSON.stringify([asked, settings]);
      const found = known.get(name);
      if (found?.as === as) return found.model;
      // Loaded when first asked for: a server that asks no model does not pay for it.
      const { openModel } = await import("@parley/agents");
      const model = await openModel(asked, settings, { fetch: deps.fetch, local: deps.local });
      known.delete(name);
      known.set(name, { provider, as, model });
      const [oldest] = known.keys();
      if (known.size > openedMost && oldest !== undefined) known.delete(oldest);
      return model;
    },
    /** Loads what runs of agents need, and lets others go on before more of it is loaded. */
    async loadLoop(): Promise<void> {
      await import("@parley/agents");
      const { promise, resolve } = Promise.withResolvers<void>();
      deps.clock.after(0, resolve);
      await promise;
    },
    /** No key of it stays. */
    forget(provider: string): void {
      for (const [name, each] of known) if (each.provider === provider) known.delete(name);
    },
  };
}
