import type { Account, AccountRole } from "@parley/protocol";
import type { Transaction } from "kysely";
import type { Store } from "../../platform/store/store.ts";

/** Tables of this noun. */
export interface AccountTables {
  accounts: { user_id: string; role: AccountRole; created_at: number };
  setup_codes: { code_hash: string; expires_at: number };
}

type Tx = Transaction<AccountTables>;

const columns = ["user_id as userId", "role", "created_at as createdAt"] as const;

/** Queries of accounts and set-up codes. */
export function createAccountStore(store: Store) {
  const reader = store.reader<AccountTables>();
  return {
    find: (userId: string): Promise<Account | undefined> =>
      reader.selectFrom("accounts").select(columns).where("user_id", "=", userId).executeTakeFirst(),
    owner: (): Promise<Account | undefined> =>
      reader.selectFrom("accounts").select(columns).where("role", "=", "owner").executeTakeFirst(),
    /** Oldest first, from behind `after`. */
    async list(after: Account | null, limit: number): Promise<Account[]> {
      let query = reader.selectFrom("accounts").select(columns).orderBy("created_at").orderBy("user_id").limit(limit);
      if (after) {
        query = query.where((where) =>
          where.or([
            where("created_at", ">", after.createdAt),
            where.and([where("created_at", "=", after.createdAt), where("user_id", ">", after.userId)]),
          ]),
        );
      }
      return query.execute();
    },
    setRole: (userId: string, role: AccountRole): Promise<unknown> =>
      store.write((tx: Tx) => tx.updateTable("accounts").set({ role }).where("user_id", "=", userId).execute()),
    /** One row at a time: a new code ends the one before. */
    replaceSetupCode: (codeHash: string, expiresAt: number): Promise<void> =>
      store.write(async (tx: Tx) => {
        await tx.deleteFrom("setup_codes").execute();
        await tx.insertInto("setup_codes").values({ code_hash: codeHash, expires_at: expiresAt }).execute();
      }),
    async hasSetupCode(codeHash: string, now: number): Promise<boolean> {
      const row = await reader
        .selectFrom("setup_codes")
        .select("code_hash")
        .where("code_hash", "=", codeHash)
        .where("expires_at", ">", now)
        .executeTakeFirst();
      return row !== undefined;
    },
    /** Makes the owner and uses the code up, both or neither; null when the code or the place is gone. */
    claimOwner: (userId: string, codeHash: string, now: number): Promise<Account | null> =>
      store.write(async (tx: Tx) => {
        const used = await tx
          .deleteFrom("setup_codes")
          .where("code_hash", "=", codeHash)
          .where("expires_at", ">", now)
          .executeTakeFirst();
        const owner = await tx.selectFrom("accounts").select("user_id").where("role", "=", "owner").executeTakeFirst();
        if (Number(used.numDeletedRows) === 0 || owner) return null;
        const account: Account = { userId, role: "owner", createdAt: now };
        await tx
          .insertInto("accounts")
          .values({ user_id: userId, role: "owner", created_at: now })
          .onConflict((conflict) => conflict.column("user_id").doUpdateSet({ role: "owner" }))
          .execute();
        return account;
      }),
  };
}

/** Whether there is such an account, inside another noun's transaction. */
export async function isKnown(tx: Transaction<never>, userId: string): Promise<boolean> {
  const own = tx as unknown as Tx;
  return (
    (await own.selectFrom("accounts").select("user_id").where("user_id", "=", userId).executeTakeFirst()) !== undefined
  );
}

/** Lets an account in as a member inside another noun's transaction; who is in already stays what they are. */
export async function admitMember(tx: Transaction<never>, userId: string, now: number): Promise<Account> {
  const own = tx as unknown as Tx;
  await own
    .insertInto("accounts")
    .values({ user_id: userId, role: "member", created_at: now })
    .onConflict((conflict) => conflict.column("user_id").doNothing())
    .execute();
  return own.selectFrom("accounts").select(columns).where("user_id", "=", userId).executeTakeFirstOrThrow();
}
