import { AppError, type Clock } from "@parley/kernel";
import type { Connection, Elsewhere, EncryptionState, FoundHomeserver, Matrix, StoredAccount } from "@parley/matrix";
import type { FakeSession } from "@parley/testkit";
import type { Scenario } from "./scenario.ts";

const account: StoredAccount = {
  userId: "@rosa:localhost",
  deviceId: "FAKEDEVICE",
  homeserverUrl: "http://localhost",
};

/** The Matrix door over a session in memory. */
export function createFakeMatrix(scenario: Scenario, session: FakeSession, clock: Clock): Matrix {
  const started = () => {
    session.connection.value = connectionOf(scenario, clock.now());
    session.encryptionState.value = encryptionOf(scenario);
    return session;
  };
  return {
    accounts: async () => (scenario.as === "visitor" ? [] : [account]),
    snapshot: async () =>
      scenario.as === "boot"
        ? { version: 1, takenAt: clock.now(), displayName: "Rosa", list: session.rooms.list.peek() }
        : null,
    onlyHere: async () => ({
      unsent: session.queued.peek(),
      drafts: session.keptDrafts.size,
      recoveryKey: (await session.encryption.recoveryKey()) !== null,
    }),
    signIn: async () => started(),
    signUp: async () => started(),
    elsewhere: elsewhere(scenario, async () => started()),
    resume: (): Promise<FakeSession> => (scenario.as === "boot" ? new Promise(() => {}) : Promise.resolve(started())),
    usernameState: async (_, name) => (name === "mira" ? "taken" : "ok"),
    async forget() {},
    async retire() {},
  };
}

/** Other homeservers: `sso.example` has providers, `oauth.example` a page of its own, `old.example` is too old. */
function elsewhere({ home }: Scenario, enter: () => Promise<FakeSession>): Elsewhere {
  const none = { password: false, providers: [], oauth: null, signUp: false };
  const offers: Record<string, Partial<FoundHomeserver>> = {
    "sso.example": {
      password: true,
      signUp: true,
      providers: [
        { id: "oidc-company", name: "The Company of Long Names and Sons" },
        { id: "cas", name: "University" },
      ],
    },
    "oauth.example": {
      oauth: { host: "account.oauth.example", origins: ["https://account.oauth.example"], canCreate: true },
    },
    "example.org": { password: true, signUp: true },
  };
  const leave = async () => ({ url: "/sign-in", ticket: {} });
  return {
    async find(typed) {
      const name = typed.trim();
      if (name === "old.example") throw new AppError("MATRIX_HOMESERVER_OLD", "it speaks v1.2");
      const offer = offers[name];
      if (offer === undefined) throw new AppError("MATRIX_HOMESERVER_UNREACHABLE", `${name} does not answer`);
      return { ...none, name, baseUrl: `https://${name}`, ...offer };
    },
    ways: async (baseUrl, name) => {
      const { providers = [], oauth = null } = offers[home === "page" ? "oauth.example" : "sso.example"] ?? {};
      return { ...none, name, baseUrl, own: true, providers, oauth };
    },
    departBySso: leave,
    departByOAuth: leave,
    arrive: enter,
    openIdToken: async () => "fake-openid-token",
    signIn: enter,
    signUp: () => {
      const policies = [{ name: "Terms of use", url: "https://example.org/terms" }];
      const stages = [
        { stage: "token" },
        { stage: "email", sentTo: null },
        { stage: "email", sentTo: "ada@example.org" },
        { stage: "terms", policies },
        { stage: "page", url: "https://example.org/" },
      ] as const;
      let at = 0;
      return {
        go: async (answer) => {
          // Nobody opens the link by itself.
          if (answer?.stage === "email-opened") return stages[at - 1] ?? (await enter());
          return stages[at++] ?? (await enter());
        },
      };
    },
  };
}

function connectionOf({ connection }: Scenario, now: number): Connection {
  if (connection === "online") return { state: "online", since: now };
  if (connection === "catching-up") return { state: "catching-up", since: now - 20_000 };
  if (connection === "elsewhere") return { state: "elsewhere", since: now };
  return { state: "offline", since: now - 40_000, reason: connection };
}

function encryptionOf({ encryption }: Scenario): EncryptionState {
  if (encryption === "restoring") return { state: "restoring", done: 1200, total: 5400 };
  if (encryption === "broken") return { state: "broken", missing: ["backup", "backup-key"] };
  if (encryption === "needs-recovery") return { state: "needs-recovery" };
  return { state: "ready", recoveryKeySaved: encryption === "ready" };
}
