import { type AccessToken, isScope, type ScopeName } from "@parley/protocol";
import type { Transaction } from "kysely";
import type { Store } from "../../platform/store/store.ts";

interface TokenRow {
  id: string;
  token_hash: string;
  owner: string;
  name: string;
  /** Separated by spaces. */
  scopes: string;
  created_at: number;
  last_used_at: number | null;
  expires_at: number | null;
  revoked_at: number | null;
}

interface TokenTables {
  access_tokens: TokenRow;
}

type Tx = Transaction<TokenTables>;

const listed = 500;

/** Queries of access tokens. */
export function createTokenStore(store: Store) {
  const reader = store.reader<TokenTables>();
  return {
    /** Whether there was room; rows that were revoked before `forgottenBefore` go. */
    insert: (token: AccessToken, hash: string, most: number, forgottenBefore: number): Promise<boolean> =>
      store.write(async (tx: Tx) => {
        await tx.deleteFrom("access_tokens").where("revoked_at", "<", forgottenBefore).execute();
        const { live } = await tx
          .selectFrom("access_tokens")
          .select((select) => select.fn.countAll<number>().as("live"))
          .where("owner", "=", token.owner)
          .where("revoked_at", "is", null)
          .executeTakeFirstOrThrow();
        if (live >= most) return false;
        await tx.insertInto("access_tokens").values(rowOf(token, hash)).execute();
        return true;
      }),
    /** One that nobody revoked; it may have expired. */
    async ofHash(hash: string): Promise<AccessToken | null> {
      const row = await reader
        .selectFrom("access_tokens")
        .selectAll()
        .where("token_hash", "=", hash)
        .where((where) =>
          where.or([where("revoked_at", "is", null), where("revoked_at", "=", where.ref("expires_at"))]),
        )
        .executeTakeFirst();
      return row ? tokenOf(row) : null;
    },
    async find(id: string): Promise<AccessToken | null> {
      const row = await reader.selectFrom("access_tokens").selectAll().where("id", "=", id).executeTakeFirst();
      return row ? tokenOf(row) : null;
    },
    /** Newest first; null: everybody's. */
    async list(owner: string | null, revokedSince: number): Promise<AccessToken[]> {
      let query = reader
        .selectFrom("access_tokens")
        .selectAll()
        .where((where) => where.or([where("revoked_at", "is", null), where("revoked_at", ">=", revokedSince)]))
        .orderBy("created_at", "desc")
        .orderBy("id")
        .limit(listed);
      if (owner !== null) query = query.where("owner", "=", owner);
      return (await query.execute()).map(tokenOf);
    },
    used: (id: string, now: number): Promise<unknown> =>
      store.write((tx: Tx) =>
        tx.updateTable("access_tokens").set({ last_used_at: now }).where("id", "=", id).execute(),
      ),
    revoke: (id: string, now: number): Promise<unknown> =>
      store.write((tx: Tx) =>
        tx
          .updateTable("access_tokens")
          .set({ revoked_at: now })
          .where("id", "=", id)
          .where("revoked_at", "is", null)
          .execute(),
      ),
    /** Ends those whose time was over by `now`, as of that time, and answers them. */
    expire: (now: number): Promise<string[]> =>
      store.write(async (tx: Tx) => {
        const over = await tx
          .updateTable("access_tokens")
          .set((set) => ({ revoked_at: set.ref("expires_at") }))
          .where("revoked_at", "is", null)
          .where("expires_at", "<=", now)
          .returning("id")
          .execute();
        return over.map(({ id }) => id);
      }),
    /** Whether there is one for `expire` to end. */
    hasOver: async (now: number): Promise<boolean> =>
      (await reader
        .selectFrom("access_tokens")
        .select("id")
        .where("revoked_at", "is", null)
        .where("expires_at", "<=", now)
        .executeTakeFirst()) !== undefined,
    /** Answers which were live until now. */
    revokeAll: (owner: string, now: number): Promise<string[]> =>
      store.write(async (tx: Tx) => {
        const live = await tx
          .selectFrom("access_tokens")
          .select("id")
          .where("owner", "=", owner)
          .where("revoked_at", "is", null)
          .execute();
        await tx
          .updateTable("access_tokens")
          .set({ revoked_at: now })
          .where("owner", "=", owner)
          .where("revoked_at", "is", null)
          .execute();
        return live.map(({ id }) => id);
      }),
  };
}

function rowOf(token: AccessToken, hash: string): TokenRow {
  return {
    id: token.id,
    token_hash: hash,
    owner: token.owner,
    name: token.name,
    scopes: token.scopes.join(" "),
    created_at: token.createdAt,
    last_used_at: token.lastUsedAt,
    expires_at: token.expiresAt,
    revoked_at: token.revokedAt,
  };
}

function tokenOf(row: TokenRow): AccessToken {
  return {
    id: row.id,
    name: row.name,
    owner: row.owner,
    scopes: scopesOf(row.scopes),
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}

function scopesOf(text: string): ScopeName[] {
  return text.split(" ").filter(isScope);
}
