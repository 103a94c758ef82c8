import { type AppError, type Clock, type Log, type Scope, type Signal, signal } from "@parley/kernel";
import type { Connection, StoredAccount } from "../contract/account.ts";
import type { MatrixPorts } from "../contract/ports.ts";
import type { RoomList, SessionSnapshot } from "../contract/rooms.ts";
import { toMatrixError } from "../errors.ts";
import type { Tell } from "../notifications/notifications.ts";
import { keepSnapshots } from "../storage/snapshot.ts";
import type { Vault } from "../storage/vault.ts";
import { type ClientRun, startRun } from "./client-run.ts";

export interface SessionOptions {
  readonly account: StoredAccount;
  readonly ports: MatrixPorts;
  readonly vault: Vault;
  readonly snapshot: SessionSnapshot | null;
  /** Of the sign-in that has just happened; used for the first encryption set-up only. */
  readonly password: string | null;
  /** Takes over what earlier devices of the user left here; called while this tab leads, and stops with that. Does not reject. */
  readonly inherit: (reign: Scope) => Promise<void>;
  /** The session has ended for good: closed or signed out. */
  readonly ended: () => void;
}

/** The connection as it is told while no client runs in this tab. */
export function createAway(clock: Clock, scope: Scope) {
  const state = signal<Connection>({ state: "starting", since: clock.now() });
  // Over for good: whoever holds something of the account lets it go, as after a sign-out from elsewhere.
  scope.onEnd(() => {
    if (state.peek().state !== "signed-out") state.value = { state: "signed-out", since: clock.now(), soft: false };
  });
  return {
    state,
    starting(): void {
      state.value = { state: "starting", since: clock.now() };
    },
    follow(): void {
      if (scope.ended || state.peek().state === "elsewhere") return;
      state.value = { state: "elsewhere", since: clock.now() };
    },
    failed(): void {
      state.value = { state: "signed-out", since: clock.now(), soft: true };
    },
  };
}

/** What a screen holds, over all runs. */
interface Held {
  readonly run: Signal<ClientRun | null>;
  readonly list: Signal<RoomList>;
  readonly tell: Tell;
  readonly away: ReturnType<typeof createAway>;
  readonly scope: Scope;
  readonly log: Log;
}

/** The runs of an account's client, one for each time that this tab leads. */
export function createRuns(options: SessionOptions, { run, list, tell, away, scope, log }: Held) {
  const { account, ports, vault } = options;
  const displayName = options.snapshot?.displayName ?? null;
  let password = options.password;
  let fault: AppError | null = null;
  let opened: Promise<void> = Promise.resolve();
  return {
    /** Resolves when the last run has been opened, or could not be. */
    opened: () => opened,
    /** Why a run could not be opened: the session is over. */
    fault: () => fault,
    lead(reign: Scope): () => Promise<void> {
      away.starting();
      const given = password;
      password = null;
      const begin = async (): Promise<ClientRun> => {
        // Before the client reads what is kept; not at a sign-in only: the page may have ended in the middle of one.
        await options.inherit(reign);
        return await startRun({
          account,
          ports: { ...ports, log },
          vault,
          scope: reign,
          list,
          tell,
          displayName,
          password: given,
        });
      };
      const started = begin();
      const shown = started.then(
        (live) => {
          if (reign.ended) return;
          reign.onEnd(() => {
            away.follow();
            run.value = null;
          });
          run.value = live;
          keepSnapshots(live.handle, list, live.own);
        },
        (thrown) => {
          // Lost to another tab while it was opening, or closed: nothing is wrong.
          if (reign.ended) return;
          fault = toMatrixError(thrown);
          log.error("the client could not be opened", { code: fault.code });
          // It would fail again at once: whoever holds the session must sign in anew.
          away.failed();
          scope.end();
        },
      );
      opened = shown;
      return async () => {
        await shown;
        const live = await started.catch(() => null);
        await live?.close();
      };
    },
  };
}
