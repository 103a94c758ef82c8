import { type Clock, type Log, messageOf } from "@parley/kernel";
import type { Occupancy, Seat } from "./occupancy.ts";
import { admitted, type CallPowers, type Home, permissionOf, type Sources } from "./policy.ts";
import type { SfuApi } from "./sfu-api.ts";
import type { CallRow, CallStore, SeatRow } from "./store.ts";

/** Sees to it that only those are in calls who may be. */
export interface Steward {
  /** Whether a seat may be taken now; LiveKit has the call then, also right after it was started again. */
  admits(seat: Seat): Promise<boolean>;
  /** Somebody came (again) with what their token allows, which may be more than they may by now. */
  came(seat: Seat): Promise<void>;
  /** Looks at one call at once; looks that come while it looks are one more look. */
  look(alias: string): Promise<void>;
  /** Somebody's devices may have changed. */
  lookAll(): void;
  close(): void;
}

export interface StewardDeps {
  readonly rows: CallStore;
  readonly sfu: SfuApi;
  readonly occupancy: Occupancy;
  readonly people: People;
  readonly clock: Clock;
  readonly log: Log;
}

/** What is asked about rooms and people. */
export interface People {
  /** Null: there is no such room. `unchecked`: nobody can say. Throws while the homeserver cannot be asked. */
  powers(roomId: string): Promise<CallPowers | "unchecked" | null>;
  /**
   * Whether the device is signed in; true where nobody can say. `oldMs`: how old an answer may be, a moment unless said.
   * Throws while the homeserver cannot be asked.
   */
  hasDevice(userId: string, deviceId: string, oldMs?: number): Promise<boolean>;
  homeOf(userId: string): Home;
  /** Somebody signed out: what is remembered of devices is no longer true. */
  signedOut(): void;
  /** Told when a room may have changed; null: any. */
  onChange(listener: (roomId: string | null) => void): () => void;
}

const sweepMs = 3000;
/** So often it is noted that a call goes on; what nobody was in for a day is forgotten. */
const seenEveryMs = 5 * 60_000;
export function createSteward(deps: StewardDeps): Steward {
  const { rows, sfu, occupancy, people, clock, log } = deps;
  const looking = new Map<string, { again: boolean; done: Promise<void> }>();
  /** What each participant may bring, as LiveKit was last told. */
  const granted = new Map<string, string>();
  let closed = false;

  const mayStay = async (call: CallRow, seat: SeatRow): Promise<Sources | null> => {
    if (seat.removed_at !== null) return null;
    const { user_id: userId } = seat;
    const sources = admitted(await people.powers(call.room_id), userId, people.homeOf(userId));
    if (sources === null || !(await people.hasDevice(userId, seat.device_id))) return null;
    return sources;
  };

  const lookOnce = async (alias: string): Promise<void> => {
    const call = await rows.call(alias);
    if (call === undefined) return;
    const present = await sfu.listParticipants(alias);
    occupancy.listed(alias, new Set(present.map((one) => one.identity)));
    for (const { identity } of present) {
      const seat = await rows.findSeat(alias, identity);
      const sources = seat === undefined ? null : await mayStay(call, seat);
      if (sources === null) {
        // First the seat, then the person: whoever is faster than us finds it closed.
        if (seat !== undefined) await rows.remove(alias, identity, clock.now());
        await sfu.removeParticipant(alias, identity);
        granted.delete(`${alias} ${identity}`);
        log.info("somebody was taken out of a call", { why: seat === undefined ? "no seat" : "not allowed any more" });
        continue;
      }
      await permit(alias, identity, sources);
    }
    if (present.length > 0 && clock.now() - call.last_seen >= seenEveryMs) await rows.seen([alias], clock.now());
  };
  const permit = async (alias: string, identity: string, sources: Sources): Promise<void> => {
    const key = `${alias} ${identity}`;
    const wanted = sources.join(" ");
    if (granted.get(key) === wanted) return;
    // The token may be half an hour older than the room's levels. LiveKit does nothing where nothing changes.
    await sfu.permit(alias, identity, permissionOf(sources));
    granted.set(key, wanted);
  };

  const look = (alias: string): Promise<void> => {
    const running = looking.get(alias);
    if (running !== undefined) {
      running.again = true;
      return running.done;
    }
    const state = { again: false, done: Promise.resolve() };
    looking.set(alias, state);
    state.done = (async () => {
      do {
        state.again = false;
        await lookOnce(alias);
      } while (state.again && !closed);
    })().finally(() => looking.delete(alias));
    return state.done;
  };
  const lookQuietly = (alias: string) =>
    look(alias).catch((thrown: unknown) => log.warn("a call could not be looked at", { error: messageOf(thrown) }));
  const lookAll = async (): Promise<void> => {
    // One after another: a homeserver with many calls has other work too.
    for (const alias of occupancy.aliases()) if (!closed) await lookQuietly(alias);
  };

  let sweeping = false;
  let cancel = () => {};
  const sweep = () => {
    if (sweeping) return;
    sweeping = true;
    void lookAll().finally(() => {
      sweeping = false;
    });
  };
  const again = () => {
    cancel = clock.after(sweepMs, () => {
      sweep();
      again();
    });
  };
  again();

  const releaseRooms = people.onChange((roomId) => {
    if (roomId === null) return sweep();
    rows
      .callsOf(roomId)
      .then((calls) => Promise.all(calls.map((call) => lookQuietly(call.alias))))
      .catch((thrown: unknown) => log.warn("calls of a room could not be looked at", { error: messageOf(thrown) }));
  });
  const releaseGone = occupancy.onGone((seat) => {
    granted.delete(`${seat.alias} ${seat.identity}`);
    // After a crash LiveKit would show them for another 13 s.
    sfu.removeParticipant(seat.alias, seat.identity).catch(() => {});
  });

  return {
    async admits({ alias, identity }) {
      const [call, seat] = await Promise.all([rows.call(alias), rows.findSeat(alias, identity)]);
      if (call === undefined || seat === undefined) return false;
      if ((await mayStay(call, seat)) === null) return false;
      // People of other homeservers come into what is there.
      if (people.homeOf(seat.user_id) === "here") await sfu.createRoom(alias);
      return true;
    },
    came({ alias, identity }) {
      granted.delete(`${alias} ${identity}`);
      return look(alias);
    },
    look,
    lookAll: sweep,
    close() {
      closed = true;
      cancel();
      releaseRooms();
      releaseGone();
    },
  };
}
