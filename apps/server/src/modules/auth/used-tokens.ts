import type { Store } from "../../platform/store/store.ts";

/** Tables of this noun. */
interface UsedTokenTables {
  used_openid_tokens: { token_hash: string; until: number };
}

/** Tokens of others that opened a session here, as hashes: each opens one, also over a restart. */
export interface UsedTokens {
  /** True for the first who shows it, false for everyone after. Forgets it at `until`. */
  use(tokenHash: string, until: number, now: number): Promise<boolean>;
}

export function createUsedTokens(store: Store): UsedTokens {
  return {
    use: (tokenHash, until, now) =>
      store.write<UsedTokenTables, boolean>(async (tx) => {
        await tx.deleteFrom("used_openid_tokens").where("until", "<=", now).execute();
        const { numInsertedOrUpdatedRows } = await tx
          .insertInto("used_openid_tokens")
          .values({ token_hash: tokenHash, until })
          .onConflict((conflict) => conflict.column("token_hash").doNothing())
          .executeTakeFirst();
        return Number(numInsertedOrUpdatedRows ?? 0) === 1;
      }),
  };
}
