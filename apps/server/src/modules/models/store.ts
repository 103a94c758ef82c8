import type { Provider } from "@parley/protocol";
import type { Transaction } from "kysely";
import type { Store } from "../../platform/store/store.ts";

/** A provider; its secrets lie sealed under `secretNameOf`. */
export interface ProviderRow {
  id: string;
  kind: Provider["kind"];
  name: string;
  base_url: string | null;
  region: string | null;
  models: string;
  updated_at: number;
}

interface ModelTables {
  providers: ProviderRow;
  model_choice: { only: number; default_model: string | null };
}
type Tx = Transaction<ModelTables>;

/** Queries of providers, and of the model that agents have by themselves. */
export function createModelStore(store: Store) {
  const reader = store.reader<ModelTables>();
  return {
    list: (): Promise<ProviderRow[]> =>
      reader.selectFrom("providers").selectAll().orderBy("name").orderBy("id").execute(),
    find: (id: string): Promise<ProviderRow | undefined> =>
      reader.selectFrom("providers").selectAll().where("id", "=", id).executeTakeFirst(),
    put: (row: ProviderRow): Promise<unknown> =>
      store.write((tx: Tx) =>
        tx
          .insertInto("providers")
          .values(row)
          .onConflict((conflict) => conflict.column("id").doUpdateSet(row))
          .execute(),
      ),
    remove: (id: string): Promise<boolean> =>
      store.write(async (tx: Tx) => {
        const done = await tx.deleteFrom("providers").where("id", "=", id).executeTakeFirst();
        return Number(done.numDeletedRows) > 0;
      }),
    defaultModel: async (): Promise<string | null> =>
      (await reader.selectFrom("model_choice").select("default_model").executeTakeFirst())?.default_model ?? null,
    setDefault: (model: string | null): Promise<unknown> =>
      store.write((tx: Tx) =>
        tx
          .insertInto("model_choice")
          .values({ only: 1, default_model: model })
          .onConflict((conflict) => conflict.column("only").doUpdateSet({ default_model: model }))
          .execute(),
      ),
  };
}
