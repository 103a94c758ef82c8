import type { Account, Newcomer } from "@parley/protocol";
import type { Transaction } from "kysely";
import type { Store } from "../../platform/store/store.ts";

/** An invitation as it is kept. */
export interface InviteRow {
  id: string;
  code_hash: string;
  space_id: string;
  space_name: string;
  created_by: string;
  created_at: number;
  expires_at: number | null;
  max_uses: number | null;
  uses: number;
  revoked_at: number | null;
  /** Null: made before it was kept. */
  ending: string | null;
}

interface InviteTables {
  invites: InviteRow;
  invite_reservations: { id: string; invite_id: string; expires_at: number };
  newcomers: { user_id: string; invite_id: string; joined_at: number; welcomed_at: number | null };
}

type Tx = Transaction<InviteTables>;

/** What using an invitation asks of the accounts, within its own transaction. */
export interface Admit {
  isKnown(tx: Transaction<never>, userId: string): Promise<boolean>;
  /** Lets the account in as a member; who is in already stays what they are. */
  admit(tx: Transaction<never>, userId: string, now: number): Promise<Account>;
}

const listed = 500;

/** Queries of invitations, reservations and newcomers. */
export function createInviteStore(store: Store) {
  const reader = store.reader<InviteTables>();

  return {
    insert: (row: InviteRow): Promise<unknown> =>
      store.write((tx: Tx) => tx.insertInto("invites").values(row).execute()),
    find: (id: string): Promise<InviteRow | undefined> =>
      reader.selectFrom("invites").selectAll().where("id", "=", id).executeTakeFirst(),
    findByCode: (codeHash: string): Promise<InviteRow | undefined> =>
      reader.selectFrom("invites").selectAll().where("code_hash", "=", codeHash).executeTakeFirst(),
    /** Newest first; null for either means all. */
    list(createdBy: string | null, spaceId: string | null): Promise<InviteRow[]> {
      let query = reader.selectFrom("invites").selectAll().orderBy("created_at", "desc").orderBy("id").limit(listed);
      if (createdBy !== null) query = query.where("created_by", "=", createdBy);
      if (spaceId !== null) query = query.where("space_id", "=", spaceId);
      return query.execute();
    },
    revoke: (id: string, now: number): Promise<unknown> =>
      store.write((tx: Tx) =>
        tx
          .updateTable("invites")
          .set({ revoked_at: now })
          .where("id", "=", id)
          .where("revoked_at", "is", null)
          .execute(),
      ),
    /** Reserves one use, or says why not; two who ask for the last one cannot both get it. */
    reserve: (codeHash: string, id: string, now: number, expiresAt: number): Promise<"reserved" | "full" | "closed"> =>
      store.write(async (tx: Tx) => {
        const invite = await openByCode(tx, codeHash, now);
        if (!invite) return "closed";
        if ((await freeUses(tx, invite, now)) < 1) return "full";
        await tx
          .insertInto("invite_reservations")
          .values({ id, invite_id: invite.id, expires_at: expiresAt })
          .execute();
        return "reserved";
      }),
    isReserved: async (id: string, now: number): Promise<boolean> =>
      (await reader
        .selectFrom("invite_reservations")
        .select("id")
        .where("id", "=", id)
        .where("expires_at", ">", now)
        .executeTakeFirst()) !== undefined,
    release: (id: string): Promise<unknown> =>
      store.write((tx: Tx) => tx.deleteFrom("invite_reservations").where("id", "=", id).execute()),
    /** See `useOnce`; null when the code does not open. */
    use: (userId: string, codeHash: string, now: number, accounts: Admit): Promise<Used | null> =>
      store.write((tx: Tx) => useOnce(tx, { userId, codeHash, now, accounts })),
    newcomers: (inviter: string): Promise<Newcomer[]> =>
      reader
        .selectFrom("newcomers")
        .innerJoin("invites", "invites.id", "newcomers.invite_id")
        .select([
          "newcomers.user_id as userId",
          "newcomers.invite_id as inviteId",
          "invites.space_id as spaceId",
          "newcomers.joined_at as joinedAt",
        ])
        .where("invites.created_by", "=", inviter)
        .where("newcomers.welcomed_at", "is", null)
        .orderBy("newcomers.joined_at")
        .limit(listed)
        .execute(),
    /** Where this account waits to be invited; once a space. */
    expected: (userId: string): Promise<{ spaceId: string; spaceName: string; invitedBy: string }[]> =>
      reader
        .selectFrom("newcomers")
        .innerJoin("invites", "invites.id", "newcomers.invite_id")
        .select(["invites.space_id as spaceId", "invites.space_name as spaceName", "invites.created_by as invitedBy"])
        .where("newcomers.user_id", "=", userId)
        .where("newcomers.welcomed_at", "is", null)
        .groupBy(["invites.space_id", "invites.space_name", "invites.created_by"])
        .orderBy("invites.space_id")
        .limit(listed)
        .execute(),
    /** Whether there was such a newcomer. */
    welcomed: (userId: string, inviteId: string, now: number): Promise<boolean> =>
      store.write(async (tx: Tx) => {
        const done = await tx
          .updateTable("newcomers")
          .set({ welcomed_at: now })
          .where("user_id", "=", userId)
          .where("invite_id", "=", inviteId)
          .executeTakeFirst();
        return Number(done.numUpdatedRows) > 0;
      }),
  };
}

function openByCode(tx: Tx, codeHash: string, now: number): Promise<InviteRow | undefined> {
  return tx
    .selectFrom("invites")
    .selectAll()
    .where("code_hash", "=", codeHash)
    .where("revoked_at", "is", null)
    .where((where) => where.or([where("expires_at", "is", null), where("expires_at", ">", now)]))
    .executeTakeFirst();
}

/** Uses that nobody holds; reservations that ran out are dropped on the way. */
async function freeUses(tx: Tx, invite: InviteRow, now: number): Promise<number> {
  await tx.deleteFrom("invite_reservations").where("expires_at", "<=", now).execute();
  if (invite.max_uses === null) return Number.POSITIVE_INFINITY;
  const { held } = await tx
    .selectFrom("invite_reservations")
    .select((select) => select.fn.countAll<number>().as("held"))
    .where("invite_id", "=", invite.id)
    .executeTakeFirstOrThrow();
  return invite.max_uses - invite.uses - held;
}

function oldestReservation(tx: Tx, inviteId: string, now: number): Promise<{ id: string } | undefined> {
  return tx
    .selectFrom("invite_reservations")
    .select("id")
    .where("invite_id", "=", inviteId)
    .where("expires_at", ">", now)
    .orderBy("expires_at")
    .executeTakeFirst();
}

interface Used {
  readonly account: Account;
  readonly invite: InviteRow;
  readonly isNew: boolean;
}

/**
 * Admits the account by one use, both or neither; null when the code does not open. Who has no account here came by
 * `redeem` and uses a reserved use first; who came by this invitation before uses nothing.
 */
async function useOnce(
  tx: Tx,
  { userId, codeHash, now, accounts }: { userId: string; codeHash: string; now: number; accounts: Admit },
): Promise<Used | null> {
  const foreign = tx as unknown as Transaction<never>;
  const kept = await tx.selectFrom("invites").selectAll().where("code_hash", "=", codeHash).executeTakeFirst();
  if (!kept) return null;
  const before = await tx
    .selectFrom("newcomers")
    .select("user_id")
    .where("user_id", "=", userId)
    .where("invite_id", "=", kept.id)
    .executeTakeFirst();
  if (before) return { account: await accounts.admit(foreign, userId, now), invite: kept, isNew: false };
  if (kept.revoked_at !== null) return null;
  // A reservation holds good for its time, even if the invitation ended meanwhile. It belongs to a newcomer: a member
  // who follows the link takes a use that nobody holds.
  const reserved = (await accounts.isKnown(foreign, userId)) ? undefined : await oldestReservation(tx, kept.id, now);
  if (reserved) await tx.deleteFrom("invite_reservations").where("id", "=", reserved.id).execute();
  else if (!(await openByCode(tx, codeHash, now)) || (await freeUses(tx, kept, now)) < 1) return null;
  await tx
    .updateTable("invites")
    .set((set) => ({ uses: set("uses", "+", 1) }))
    .where("id", "=", kept.id)
    .execute();
  await tx
    .insertInto("newcomers")
    .values({ user_id: userId, invite_id: kept.id, joined_at: now, welcomed_at: null })
    .execute();
  return { account: await accounts.admit(foreign, userId, now), invite: kept, isNew: true };
}
