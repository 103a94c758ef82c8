import type { Clock } from "@parley/kernel";
import type { Connection, EncryptionState, Matrix, StoredAccount } from "@parley/matrix";
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
      recoveryKey: (await session.encryption.recoveryKey()) !== null,
    }),
    signIn: async () => started(),
    signUp: async () => started(),
    resume: (): Promise<FakeSession> => (scenario.as === "boot" ? new Promise(() => {}) : Promise.resolve(started())),
    usernameState: async (_, name) => (name === "mira" ? "taken" : "ok"),
    async forget() {},
    async retire() {},
  };
}

function connectionOf({ connection }: Scenario, now: number): Connection {
  if (connection === "online") return { state: "online", since: now };
  if (connection === "elsewhere") return { state: "elsewhere", since: now };
  return { state: "offline", since: now - 40_000, reason: connection };
}

function encryptionOf({ encryption }: Scenario): EncryptionState {
  if (encryption === "restoring") return { state: "restoring", done: 1200, total: 5400 };
  if (encryption === "broken") return { state: "broken", missing: ["backup", "backup-key"] };
  if (encryption === "needs-recovery") return { state: "needs-recovery" };
  return { state: "ready", recoveryKeySaved: encryption === "ready" };
}
