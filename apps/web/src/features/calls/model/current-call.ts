import type { Call, CallState, Entry, Participant } from "@parley/calls";
import { type Clock, computed, effect, type ReadonlySignal, type Signal, signal } from "@parley/kernel";

/** Where one stands, from the click on. `unloaded`: the part of the app that does calls could not be had. */
export type GoingState = CallState | { readonly state: "unloaded"; readonly error: unknown };

/** How the call is looked at; kept while one reads elsewhere. */
export interface CallView {
  /** The tile that is kept large, by its key; `alike`: none is. Null: whatever suits. */
  readonly pinned: Signal<string | null>;
  /** Whether the room's timeline stands beside the call; null: as there is room. */
  readonly chat: Signal<boolean | null>;
}

/** The one call of this tab. */
export interface Going {
  readonly roomId: string;
  readonly entry: Entry;
  /** When it was clicked; milliseconds since the epoch. */
  readonly since: number;
  /** Null while the part of the app that does calls is being loaded. */
  readonly call: ReadonlySignal<Call | null>;
  readonly state: ReadonlySignal<GoingState>;
  /** Of the others in it, whoever came last: as they were when last seen, if they have gone. */
  readonly met: ReadonlySignal<Participant | null>;
  readonly view: CallView;
}

export interface CurrentCall {
  readonly now: ReadonlySignal<Going | null>;
  /** The voice channel whose chat was opened or closed last without being in its call; null: whatever suits. */
  readonly reading: Signal<{ readonly roomId: string; readonly chat: boolean } | null>;
  /** Does ahead what can be done without a trace: one is about to join the call of a room. */
  prepare(roomId: string): void;
  /** Goes into the call of a room, and out of another room's. Does nothing where one is in it already. */
  join(roomId: string, entry: Entry): void;
  /** The same once more, after it has failed. */
  again(): void;
  /** Out of the call, or away with what is left to say of it. Resolves when others have been told, or cannot be. */
  leave(): Promise<void>;
}

export interface CurrentCallPorts {
  /** Loads what calls need; again after a failure. */
  readonly load: () => Promise<PrepareCall>;
  readonly clock: Clock;
}

/** Gets the call of a room ready, without a trace of it for others. */
export type PrepareCall = (roomId: string) => Prepared | Promise<Prepared>;

interface Prepared {
  /** Begins to go in: answers at once. */
  join(entry: Entry): Call;
}

/** What was got ready longer ago is got ready anew. */
const freshMs = 60_000;

/** Holds at most one call. */
export function createCurrentCall({ load, clock }: CurrentCallPorts): CurrentCall {
  const now = signal<Going | null>(null);
  let end: () => Promise<void> = async () => {};
  let ready: { readonly roomId: string; readonly at: number; readonly call: Prepared } | null = null;
  const readyFor = (roomId: string) =>
    ready !== null && ready.roomId === roomId && clock.now() - ready.at < freshMs ? ready : null;

  const begin = (roomId: string, entry: Entry) => {
    const since = clock.now();
    const call = signal<Call | null>(null);
    const failure = signal<{ readonly error: unknown } | null>(null);
    const met = signal<Participant | null>(null);
    const going: Going = {
      roomId,
      entry,
      since,
      call,
      state: computed<GoingState>(() => {
        if (failure.value !== null) return { state: "unloaded", error: failure.value.error };
        return call.value?.state.value ?? { state: "joining", since };
      }),
      met,
      view: { pinned: signal(null), chat: signal(null) },
    };
    let ended = false;
    const meet = effect(() => {
      const other = call.value?.participants.value.findLast(({ own }) => !own);
      if (other !== undefined) met.value = other;
    });
    const stop = effect(() => {
      const state = going.state.value;
      // Whoever left by themselves needs no word about it.
      if (state.state === "left" && state.why === "own") queueMicrotask(() => now.peek() === going && forget());
    });
    const forget = () => {
      ended = true;
      stop();
      meet();
      if (now.peek() === going) now.value = null;
    };
    end = async () => {
      forget();
      await call.peek()?.leave();
    };
    now.value = going;
    load()
      .then(async (prepare) => {
        if (ended) return;
        const prepared = readyFor(roomId)?.call ?? (await prepare(roomId));
        // Left while it was being loaded: nobody has seen anything of it yet.
        if (ended) return;
        ready = null;
        call.value = prepared.join(entry);
      })
      .catch((error: unknown) => {
        failure.value = { error };
      });
  };

  return {
    now,
    reading: signal(null),
    prepare(roomId) {
      if (readyFor(roomId) !== null || now.peek()?.roomId === roomId) return;
      load()
        .then(async (prepare) => {
          if (readyFor(roomId) === null) ready = { roomId, at: clock.now(), call: await prepare(roomId) };
        })
        // A failure is told to whoever clicks.
        .catch(() => {});
    },
    join(roomId, entry) {
      const going = now.peek();
      if (going?.roomId === roomId && !isOver(going.state.peek())) return;
      void end();
      begin(roomId, entry);
    },
    again() {
      const going = now.peek();
      if (going === null) return;
      void end();
      begin(going.roomId, going.entry);
    },
    leave: () => end(),
  };
}

/** Nothing comes any more without a click. */
export const isOver = ({ state }: GoingState): boolean =>
  state === "left" || state === "failed" || state === "unloaded";
