import type { Abroad, ParleyClient } from "@parley/client";
import {
  AppError,
  type Clock,
  createScope,
  effect,
  type ReadonlySignal,
  type Scope,
  type Signal,
  signal,
} from "@parley/kernel";
import type { Matrix, Session, StoredAccount } from "@parley/matrix";
import { watchElsewhere } from "./elsewhere-allowed.ts";
import { inTime } from "./in-time.ts";
import { keepLead, type Tab } from "./keep-lead.ts";
import { keepServerSession } from "./server-session.ts";
import { takeUp } from "./take-up.ts";
import { watchIdle } from "./watch-idle.ts";
import { welcomeNewcomers } from "./welcome.ts";

/** Who is here. */
export type WorldState =
  | { readonly at: "starting" }
  | { readonly at: "visitor"; readonly notice: "signed-out" | "store-lost" | null }
  /** `live`: the SDK runs; before that the session is a stand-in over the snapshot. */
  | { readonly at: "member"; readonly session: Session; readonly live: boolean };

export interface World {
  readonly state: ReadonlySignal<WorldState>;
  /** What our own server refuses this account with, such as `NOT_ADMITTED`; null when all is well. */
  readonly refusal: ReadonlySignal<string | null>;
  /** What keeps a stored account from coming up; tries go on. */
  readonly problem: ReadonlySignal<unknown>;
  /** The token that our server is asked with, as of now. */
  matrixToken(): string | null;
  /** The same for an account of another homeserver, where our server lets it in. */
  abroad(): Abroad | null;
  boot(): Promise<void>;
  hold(session: Session): void;
  enter(session: Session): void;
  /** The session once it runs. Rejects with NOT_SIGNED_IN when nobody is here, with MATRIX_TIMEOUT after 30 s. */
  whenLive(): Promise<Session>;
  /** Rejects when this browser still keeps something of the account: it is not done then, and may be tried again. */
  signOut(): Promise<void>;
}

export interface WorldPorts {
  readonly matrix: Matrix;
  /** Made after the world: it asks the world for the token. */
  readonly parley: () => ParleyClient;
  readonly clock: Clock;
  readonly tab?: Tab;
  /** Where signs of life of the person are heard: the window. */
  readonly page?: EventTarget;
  /** Nobody is here any more: what this browser noted of their ways is to go. */
  readonly left?: () => void;
}

/** How long somebody waits for a session that is coming up. */
const liveMs = 30_000;
/** Parts of a sign-out: what comes up is signed out like any other, our server is told, everything here is removed. */
const signOutMs = { comesUp: 15_000, told: 10_000, removed: 30_000 };

const nobody = (): null => null;

/** Boots from what this browser keeps, and holds the one session that runs. */
export function createWorld(ports: WorldPorts): World {
  const { matrix, parley, clock, left } = ports;
  const state = signal<WorldState>({ at: "starting" });
  const refusal = signal<string | null>(null);
  const problem = signal<unknown>(null);
  let held: Session | null = null;
  /** The session of another homeserver's account that is a member of our server. */
  let guest: Session | null = null;
  /** The session that is shown, once it runs. */
  let shown: Session | null = null;
  /** What is shown or comes up; null: nobody. Does not reject. */
  let opening: Promise<Session | null> = Promise.resolve(null);
  let life: Scope = createScope();
  /** The session that its person signs out: that it ends is no news. */
  let leaving: Session | null = null;

  const leave = (notice: "signed-out" | "store-lost" | null) => {
    life.end();
    held = null;
    shown = null;
    opening = Promise.resolve(null);
    refusal.value = null;
    problem.value = null;
    state.value = { at: "visitor", notice };
    left?.();
  };

  const enter = (session: Session) => {
    life.end();
    const scope = createScope();
    life = scope;
    if (shown !== null && shown !== session) giveWay(matrix, shown, session).catch(() => {});
    held = session;
    shown = session;
    opening = Promise.resolve(session);
    problem.value = null;
    state.value = { at: "member", session, live: true };
    whenSignedOut(session, scope, (soft) => {
      if (held !== session || leaving === session) return;
      leave("signed-out");
      letGo(session, soft, matrix, parley());
    });
    keepCompany(session, ports, scope);
    joinServer(session, parley(), clock, scope, refusal, () => {
      guest = session;
    });
  };

  const open = async (scope: Scope): Promise<Session | null> => {
    const coming = await takeUp({ matrix, clock, problem }, scope);
    if (scope.ended) return null;
    if (coming === null) {
      state.value = { at: "visitor", notice: null };
      return null;
    }
    state.value = { at: "member", session: coming.pending, live: false };
    try {
      const session = await coming.running;
      if (session === null) return null;
      if (scope.ended) return await giveWay(matrix, session, held).then(nobody, nobody);
      enter(session);
      return session;
    } catch (error) {
      if (scope.ended) return null;
      leave(error instanceof AppError && error.code === "MATRIX_STORE_LOST" ? "store-lost" : "signed-out");
      // Else each start would open the dead account again.
      matrix.retire(coming.account).catch(() => {});
      return null;
    }
  };
  const boot = async (): Promise<void> => {
    life = createScope();
    opening = open(life);
    await opening;
  };

  /** Removes an account whose session does not come up. */
  const abandon = async (account: StoredAccount): Promise<void> => {
    // What runs cannot be removed: `open` closes it when it comes after all.
    const forgotten = opening.then(() => matrix.forget(account));
    life.end();
    await inTime(clock, signOutMs.removed, forgotten).catch((error) => {
      void boot();
      throw error;
    });
  };

  return {
    state,
    refusal,
    problem,
    matrixToken: () => (held === null || held.account.elsewhere === true ? null : held.accessToken()),
    abroad: () => (guest === null || guest !== held ? null : passOf(guest, matrix)),
    boot,
    hold(session) {
      held = session;
    },
    enter,
    async whenLive() {
      const session = await inTime(clock, liveMs, opening);
      if (session === null) throw new AppError("NOT_SIGNED_IN", "Nobody is signed in.");
      return session;
    },
    async signOut() {
      const current = state.peek();
      const session = held ?? (await inTime(clock, signOutMs.comesUp, opening).catch(() => null));
      leaving = session;
      // Our server first, while the Matrix token still proves who asks.
      await inTime(clock, signOutMs.told, parley().signOut()).catch(() => {});
      try {
        if (session !== null) await inTime(clock, signOutMs.removed, session.signOut());
        else if (current.at === "member") await abandon(current.session.account);
      } finally {
        leaving = null;
      }
      leave(null);
    },
  };
}

/** What follows a session while it is shown, for as long as `scope` lives. */
function keepCompany(session: Session, { tab, page, clock }: WorldPorts, scope: Scope): void {
  if (tab !== undefined) keepLead(session, tab, scope);
  if (page !== undefined) watchIdle(session, page, clock, scope);
}

/** What a guest from another homeserver shows our server; null while the session has no token to ask for it. */
function passOf(session: Session, matrix: Matrix): ReturnType<World["abroad"]> {
  if (session.accessToken() === null) return null;
  const { userId, deviceId } = session.account;
  return { userId, deviceId, openIdToken: () => matrix.elsewhere.openIdToken(session) };
}

/** Ends a session that its homeserver has signed out. */
function letGo(session: Session, soft: boolean, matrix: Matrix, parley: ParleyClient): void {
  parley.signOut().catch(() => {});
  // What runs cannot be removed. What only this browser has stays for the next sign-in: nobody asked for its end.
  const end = soft ? session.close() : session.close().then(() => matrix.retire(session.account));
  end.catch(() => {});
}

/** Ends a session that another one has taken the place of; an earlier device of the same user would open again. */
async function giveWay(matrix: Matrix, before: Session, next: Session | null): Promise<void> {
  await before.close();
  if (next !== null && isSameUser(before.account, next.account)) await matrix.retire(before.account);
}

function isSameUser(one: StoredAccount, other: StoredAccount): boolean {
  return one.userId === other.userId && one.homeserverUrl === other.homeserverUrl && one.deviceId !== other.deviceId;
}

/** Makes the session known to our own server, for as long as `scope` lives. */
function joinServer(
  session: Session,
  parley: ParleyClient,
  clock: Clock,
  scope: Scope,
  refusal: Signal<string | null>,
  letIn: () => void,
): void {
  const refused = (code: string | null) => {
    refusal.value = code;
  };
  // An account of another homeserver is a stranger to our server, unless the owner says otherwise: it hears nothing of
  // it, and never gets a token that opens anything over there.
  if (session.account.elsewhere === true) {
    void watchElsewhere(parley, session.account, clock, scope, {
      refused,
      member() {
        letIn();
        // What it may not do is not shown: no reason to speak of a refusal.
        keepServerSession(parley, session.connection, clock, scope, () => {});
      },
    });
    return;
  }
  keepServerSession(parley, session.connection, clock, scope, refused);
  welcomeNewcomers(session, parley, clock, scope);
}

/** Calls `gone` once the homeserver has signed the session out, outside of the effect: what it reads must not count. */
function whenSignedOut(session: Session, scope: Scope, gone: (soft: boolean) => void): void {
  const stop = effect(() => {
    const connection = session.connection.value;
    if (connection.state === "signed-out") queueMicrotask(() => gone(connection.soft));
  });
  scope.onEnd(stop);
}
