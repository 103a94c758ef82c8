import type { Clock } from "@parley/kernel";

/** One place in one call. */
export interface Seat {
  readonly alias: string;
  readonly identity: string;
}

/** Who is connected now, by what our signalling proxy sees and what LiveKit says. */
export interface Occupancy {
  /** A signalling connection of the seat is open; the answer is called when it closes. */
  opened(seat: Seat): () => void;
  /** `visit`: LiveKit's id of this time that they are there; the next one has another. */
  joined(seat: Seat, visit: string): void;
  /** LiveKit has let go of a visit. `intended`: they hung up, nothing comes back. */
  left(seat: Seat, visit: string, intended: boolean): void;
  /** Everyone whom LiveKit lists in a call. */
  listed(alias: string, identities: ReadonlySet<string>): void;
  /** Also who lost the connection a moment ago. */
  isThere(seat: Seat): boolean;
  /** False while LiveKit is away, and until those who were in calls had time to come back: nobody can say who has left. */
  isSettled(): boolean;
  /** Calls with somebody in them. */
  aliases(): ReadonlySet<string>;
  /** Told once when somebody is gone and did not come back within the grace. */
  onGone(listener: (seat: Seat) => void): () => void;
  close(): void;
}

interface State {
  readonly seat: Seat;
  sockets: number;
  inSfu: boolean;
  visit: string | null;
  /** They have hung up: they are gone when the connection by which they were there is. */
  hungUp: boolean;
  cancel: (() => void) | null;
}

/** A reload or a change of network is back by then; a crash is not. LiveKit itself needs 21 s to notice. */
const graceMs = 8000;

/** `upSince`: since when LiveKit answers; null while it does not. An outage of it takes every connection, and nobody left. */
export function createOccupancy(clock: Clock, upSince: () => number | null): Occupancy {
  const states = new Map<string, State>();
  const listeners = new Set<(seat: Seat) => void>();
  const keyOf = ({ alias, identity }: Seat) => `${alias} ${identity}`;

  const stateOf = (seat: Seat): State => {
    const known = states.get(keyOf(seat));
    if (known !== undefined) return known;
    const made: State = { seat, sockets: 0, inSfu: false, visit: null, hungUp: false, cancel: null };
    states.set(keyOf(seat), made);
    return made;
  };
  const stay = (state: State) => {
    state.cancel?.();
    state.cancel = null;
  };
  const gone = (state: State) => {
    stay(state);
    states.delete(keyOf(state.seat));
    for (const listener of [...listeners]) listener(state.seat);
  };
  /** Milliseconds until it is known who did not come back from LiveKit's last outage. */
  const unsettledFor = () => {
    const since = upSince();
    return since === null ? graceMs : Math.max(0, since + graceMs - clock.now());
  };
  const goneAfter = (state: State, ms: number) => {
    state.cancel = clock.after(ms, () => {
      const more = unsettledFor();
      if (more > 0) goneAfter(state, more);
      else gone(state);
    });
  };
  const soonGone = (state: State) => {
    if (state.cancel === null) goneAfter(state, graceMs);
  };
  const letGo = (state: State, intended: boolean) => {
    state.inSfu = false;
    state.visit = null;
    state.hungUp = intended && state.sockets > 0;
    if (intended && state.sockets === 0) gone(state);
    // Else their connection closes in a moment, or goes on with another visit.
    else if (state.sockets === 0 && unsettledFor() > 0) soonGone(state);
    else if (state.sockets === 0) gone(state);
  };
  return {
    opened(seat) {
      const state = stateOf(seat);
      state.sockets++;
      stay(state);
      let open = true;
      return () => {
        if (!open) return;
        open = false;
        state.sockets--;
        if (state.sockets > 0 || states.get(keyOf(seat)) !== state) return;
        if (state.hungUp) gone(state);
        else soonGone(state);
      };
    },
    joined(seat, visit) {
      const state = stateOf(seat);
      state.inSfu = true;
      state.visit = visit;
      state.hungUp = false;
      // One that came over a connection of ours is gone when that closes; of others LiveKit will tell.
      if (state.sockets > 0) stay(state);
    },
    left(seat, visit, intended) {
      const state = states.get(keyOf(seat));
      // Whoever comes again takes the place of their earlier visit, whose end is told afterwards.
      if (state === undefined || (state.visit !== null && state.visit !== visit)) return;
      letGo(state, intended);
    },
    listed(alias, identities) {
      for (const state of [...states.values()]) {
        const { seat } = state;
        if (seat.alias === alias && state.inSfu && !identities.has(seat.identity)) letGo(state, false);
      }
      for (const identity of identities) stateOf({ alias, identity }).inSfu = true;
    },
    isThere(seat) {
      const state = states.get(keyOf(seat));
      return state !== undefined && (state.sockets > 0 || state.inSfu || state.cancel !== null);
    },
    isSettled: () => unsettledFor() === 0,
    aliases: () => new Set([...states.values()].map((state) => state.seat.alias)),
    onGone(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      for (const state of states.values()) stay(state);
      states.clear();
    },
  };
}
