import type { Transaction } from "kysely";
import type { Store } from "../../platform/store/store.ts";

/** A call that was begun: LiveKit's name for it, and where it happens. */
export interface CallRow {
  alias: string;
  room_id: string;
  slot_id: string;
  last_seen: number;
}

/** Whom a token was given to. `removed_at`: they may not come back with it. */
export interface SeatRow {
  alias: string;
  identity: string;
  user_id: string;
  device_id: string;
  issued_at: number;
  removed_at: number | null;
}

/** A delayed leave that we keep from going off while its participant is there. */
export interface LeaveRow {
  alias: string;
  identity: string;
  delay_id: string;
  timeout_ms: number;
  taken_at: number;
}

interface CallTables {
  calls: CallRow;
  call_seats: SeatRow;
  delegated_leaves: LeaveRow;
}

type Tx = Transaction<CallTables>;

/** A room has one call, in rooms of other clients perhaps a few. */
const mostOfRoom = 8;
/** Seats that one person may have in a call, and one device of theirs: this visit, and earlier ones under other names. */
const mostSeats = { person: 20, device: 4 };
const mostLeaves = 10_000;

/** Queries of calls, seats and delegated leaves. */
export function createCallStore(store: Store) {
  const reader = store.reader<CallTables>();
  return {
    /** Notes a call and that this seat may be taken in it: one transaction, which one's token waits for. */
    seat: (call: CallRow, seat: SeatRow): Promise<unknown> =>
      store.write(async (tx: Tx) => {
        const { last_seen } = call;
        await tx
          .insertInto("calls")
          .values(call)
          .onConflict((c) => c.column("alias").doUpdateSet({ last_seen }))
          .execute();
        await tx
          .insertInto("call_seats")
          .values(seat)
          .onConflict((c) =>
            c.columns(["alias", "identity"]).doUpdateSet({
              user_id: seat.user_id,
              device_id: seat.device_id,
              issued_at: seat.issued_at,
              removed_at: null,
            }),
          )
          .execute();
        await prune(tx, seat);
      }),
    call: (alias: string): Promise<CallRow | undefined> =>
      reader.selectFrom("calls").selectAll().where("alias", "=", alias).executeTakeFirst(),
    findSeat: (alias: string, identity: string): Promise<SeatRow | undefined> =>
      reader
        .selectFrom("call_seats")
        .selectAll()
        .where("alias", "=", alias)
        .where("identity", "=", identity)
        .executeTakeFirst(),
    /** The calls of a room, the last one seen first. */
    callsOf: (roomId: string): Promise<CallRow[]> =>
      reader
        .selectFrom("calls")
        .selectAll()
        .where("room_id", "=", roomId)
        .orderBy("last_seen", "desc")
        .limit(mostOfRoom)
        .execute(),
    seen: (aliases: readonly string[], now: number): Promise<unknown> =>
      store.write((tx: Tx) => tx.updateTable("calls").set({ last_seen: now }).where("alias", "in", aliases).execute()),
    remove: (alias: string, identity: string, now: number): Promise<unknown> =>
      store.write((tx: Tx) =>
        tx
          .updateTable("call_seats")
          .set({ removed_at: now })
          .where("alias", "=", alias)
          .where("identity", "=", identity)
          .execute(),
      ),
    /** Calls that nobody was in since `before`, with their seats. */
    forget: (before: number): Promise<unknown> =>
      store.write((tx: Tx) => tx.deleteFrom("calls").where("last_seen", "<", before).execute()),

    leaves: (): Promise<LeaveRow[]> => reader.selectFrom("delegated_leaves").selectAll().limit(mostLeaves).execute(),
    keepLeave: (row: LeaveRow): Promise<unknown> =>
      store.write((tx: Tx) =>
        tx
          .insertInto("delegated_leaves")
          .values(row)
          .onConflict((c) => c.columns(["alias", "identity"]).doUpdateSet({ ...row }))
          .execute(),
      ),
    dropLeave: (alias: string, identity: string, delayId: string): Promise<unknown> =>
      store.write((tx: Tx) =>
        tx
          .deleteFrom("delegated_leaves")
          .where("alias", "=", alias)
          .where("identity", "=", identity)
          .where("delay_id", "=", delayId)
          .execute(),
      ),
  };
}
/**
 * Drops the oldest places of a person in a call beyond those that anybody needs: a device's own first, so that one which
 * comes and goes takes none from another that stays.
 */
async function prune(tx: Tx, { alias, user_id, device_id }: SeatRow): Promise<void> {
  const theirs = tx
    .selectFrom("call_seats")
    .select("identity")
    .where("alias", "=", alias)
    .where("user_id", "=", user_id)
    .orderBy("issued_at", "desc")
    .limit(1000);
  for (const beyond of [
    theirs.where("device_id", "=", device_id).offset(mostSeats.device),
    theirs.offset(mostSeats.person),
  ]) {
    const names = (await beyond.execute()).map(({ identity }) => identity);
    if (names.length === 0) continue;
    await tx.deleteFrom("call_seats").where("alias", "=", alias).where("identity", "in", names).execute();
  }
}
export type CallStore = ReturnType<typeof createCallStore>;
