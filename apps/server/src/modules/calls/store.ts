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

/** How many calls are looked after at once; more than any machine carries. */
const most = 1000;

/** Queries of calls, seats and delegated leaves. */
export function createCallStore(store: Store) {
  const reader = store.reader<CallTables>();
  return {
    /** Notes a call and that this seat may be taken in it. */
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
    /** Those of a room that somebody was in after `since`. */
    ofRoom: (roomId: string, since: number): Promise<CallRow[]> =>
      reader
        .selectFrom("calls")
        .selectAll()
        .where("room_id", "=", roomId)
        .where("last_seen", ">=", since)
        .limit(most)
        .execute(),
    /** The places of a person in the calls of a room. */
    seatsOf: (roomId: string, userId: string): Promise<Pick<SeatRow, "alias" | "identity">[]> =>
      reader
        .selectFrom("call_seats")
        .innerJoin("calls", "calls.alias", "call_seats.alias")
        .select(["call_seats.alias", "call_seats.identity"])
        .where("calls.room_id", "=", roomId)
        .where("call_seats.user_id", "=", userId)
        .limit(100)
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

    leaves: (): Promise<LeaveRow[]> =>
      reader
        .selectFrom("delegated_leaves")
        .selectAll()
        .limit(10 * most)
        .execute(),
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
export type CallStore = ReturnType<typeof createCallStore>;
