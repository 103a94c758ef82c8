import type { ParleyClient } from "@parley/client";
import { AppError, type Signal, signal } from "@parley/kernel";
import type { Matrix, Session } from "@parley/matrix";
import type { MethodName } from "@parley/protocol";
import { type RenderResult, render } from "@testing-library/react";
import type { ReactNode } from "react";
import { type Access, AccessContext, useAccess } from "../access.ts";
import { MatrixContext, ParleyContext, SessionContext } from "../contexts.ts";
import { type Navigation, NavigationContext, type Place } from "../navigation.ts";

/** A server in memory: answers by method name; what has no answer is not found. */
export interface FakeParley extends ParleyClient {
  readonly calls: { readonly method: string; readonly params: unknown }[];
  readonly connection: Signal<"closed" | "connecting" | "open">;
  readonly account: Signal<ReturnType<ParleyClient["account"]["peek"]>>;
  answers: Partial<Record<MethodName, (params: never) => unknown>>;
  /** Answers of `signIn`, the last one for good; an error is thrown. */
  signIns: (AppError | { spaceId: string | null })[];
  emit(event: string, payload: unknown): void;
}

export function createFakeParley(): FakeParley {
  const listeners = new Map<string, Set<(payload: never) => void>>();
  const parley: FakeParley = {
    calls: [],
    connection: signal<"closed" | "connecting" | "open">("closed"),
    account: signal<ReturnType<ParleyClient["account"]["peek"]>>(null),
    answers: {},
    signIns: [{ spaceId: null }],
    emit(event, payload) {
      for (const listener of listeners.get(event) ?? []) listener(payload as never);
    },
    call: async (method, params) => {
      parley.calls.push({ method, params });
      const answer = parley.answers[method];
      if (answer === undefined) throw new AppError("NOT_FOUND", `the fake has no answer to ${method}`);
      return (await answer(params as never)) as never;
    },
    on(event, listener) {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set);
      set.add(listener as never);
      return () => void set.delete(listener as never);
    },
    async signIn(codes) {
      parley.calls.push({ method: "signIn", params: codes });
      const answer = parley.signIns.length > 1 ? parley.signIns.shift() : parley.signIns[0];
      if (answer instanceof AppError) throw answer;
      const account = { userId: "@rosa:localhost", role: "owner" as const, createdAt: 0 };
      parley.account.value = { account, scopes: ["operator.admin"] };
      parley.connection.value = "open";
      return { account, spaceId: answer?.spaceId ?? null };
    },
    async signOut() {
      parley.account.value = null;
      parley.connection.value = "closed";
    },
    close() {},
  };
  return parley;
}

const notHere = async (): Promise<never> => {
  throw new AppError("MATRIX_UNEXPECTED", "the fake does not do this");
};

/** A Matrix door in memory; `over` says what it does. */
export function createFakeMatrix(over: Partial<Matrix> = {}): Matrix {
  return {
    accounts: async () => [],
    snapshot: async () => null,
    onlyHere: async () => ({ unsent: 0, drafts: 0, recoveryKey: false }),
    signIn: notHere,
    signUp: notHere,
    elsewhere: {
      find: notHere,
      ways: notHere,
      departBySso: notHere,
      departByOAuth: notHere,
      arrive: notHere,
      openIdToken: notHere,
      signIn: notHere,
      signUp: () => ({ go: notHere }),
    },
    resume: notHere,
    usernameState: async () => "ok",
    forget: async () => {},
    retire: async () => {},
    ...over,
  };
}

function SignOutDialog({ onClose }: { readonly onClose: () => void }) {
  const { signOut } = useAccess();
  return (
    <button type="button" onClick={() => void signOut().then(onClose)}>
      Really sign out
    </button>
  );
}

export interface WorldAround {
  readonly matrix?: Matrix;
  readonly parley?: FakeParley;
  readonly session?: Session | null;
  readonly notice?: Access["notice"];
  readonly signOut?: Access["signOut"];
  /** The room or server that is looked at. */
  readonly at?: string;
}

/** Draws something with a world around it; `went` and `entered` say what it did. */
export function renderInWorld(
  ui: ReactNode,
  {
    matrix = createFakeMatrix(),
    parley = createFakeParley(),
    session = null,
    notice = null,
    signOut = async () => {},
    at = "",
  }: WorldAround = {},
): RenderResult & { readonly went: Place[]; readonly entered: Session[]; readonly held: Session[] } {
  const went: Place[] = [];
  const entered: Session[] = [];
  const held: Session[] = [];
  const navigation: Navigation = {
    go: (place) => void went.push(place),
    fromHere: () => {
      const { length } = went;
      return (place) => void (went.length === length && went.push(place));
    },
    back: (fallback) => void went.push(fallback),
    isAt: (id) => id === at,
    invitePeople() {},
    openSwitcher() {},
  };
  const access: Access = {
    session,
    whenLive: async () => session ?? Promise.reject(new AppError("NOT_SIGNED_IN", "nobody is here")),
    notice,
    hold: (next) => void held.push(next),
    enter: (next) => void entered.push(next),
    signOut,
    SignOutDialog,
  };
  const result = render(
    <MatrixContext value={matrix}>
      <ParleyContext value={parley}>
        <NavigationContext value={navigation}>
          <AccessContext value={access}>
            <SessionContext value={session}>{ui}</SessionContext>
          </AccessContext>
        </NavigationContext>
      </ParleyContext>
    </MatrixContext>,
  );
  return Object.assign(result, { went, entered, held });
}
