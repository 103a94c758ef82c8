import { type Clock, createId, type Log, type Random } from "@parley/kernel";
import { type Account, type AccountRole, limits, scopesOfRole } from "@parley/protocol";
import type { Codes, Principal, Redactor } from "../../platform/call.ts";
import { createSessionTable, freshSession, type Session } from "./session-table.ts";
import type { Answer, Device } from "./whoami.ts";

/** Sessions of devices, in memory only. A session ends with its time, its sign-out, or its device. */
export interface Sessions {
  /** Opens (or prolongs) the session of a device that has just proved itself. */
  open(
    device: Device,
    matrixToken: string,
    account: Account,
  ): { token: string; expiresAt: number; principal: Principal };
  /**
   * The same for a person of another homeserver. The device is what they say it is: it only tells their own sessions apart.
   */
  openFrom(device: Device, account: Account): { token: string; expiresAt: number; principal: Principal };
  /** Whom a session token stands for, checked with the homeserver when the last check is too old. */
  find(token: string): Promise<Principal | null>;
  /** Runs `onEnd` once when the session ends or its rights change; the returned function lets go. */
  hold(sessionId: string, onEnd: () => void): () => void;
  end(sessionId: string): void;
  endAll(userId: string): void;
  roleChanged(userId: string, role: AccountRole): void;
  close(): void;
}

const sweepMs = 5_000;
/** With sweep and check together a signed-out device's sockets are closed within 60 s. */
const heldCheckMs = limits.sessionCheckMs - sweepMs;
const doubtMs = 20_000;
const retryMs = 5_000;
/** Sessions of one person of another homeserver: nothing proves that their devices are devices. */
const mostOfOne = 8;

/** `ask` puts a Matrix token before the homeserver. */
export function createSessions(deps: {
  ask: (matrixToken: string) => Promise<Answer>;
  codes: Codes;
  redactor: Redactor;
  clock: Clock;
  random: Random;
  log: Log;
}): Sessions {
  const { clock } = deps;
  const table = createSessionTable(({ matrixToken }) => {
    if (matrixToken !== null) deps.redactor.remove(matrixToken);
  });

  const check = createCheck(deps);

  let cancelSweep = () => {};
  const sweep = () => {
    cancelSweep = clock.after(sweepMs, sweep);
    const now = clock.now();
    for (const session of table.all()) {
      if (!table.expire(session, now)) continue;
      if (session.doubtedAt !== null && now - session.doubtedAt >= doubtMs) table.end(session);
      else if (
        session.matrixToken !== null &&
        session.holders.size > 0 &&
        now - session.checkedAt >= heldCheckMs &&
        now >= session.retryAt
      ) {
        void check(session);
      }
    }
  };
  sweep();

  const principalOf = (session: Session): Principal => ({
    userId: session.device.userId,
    role: session.role,
    scopes: scopesOfRole[session.role],
    sessionId: session.id,
    local: false,
    via: "session",
  });

  const open = (device: Device, matrixToken: string | null, account: Account) => {
    const now = clock.now();
    let session = table.ofDevice(device);
    if (!session) {
      session = freshSession(createId("ses", deps.random), device, matrixToken, account.role);
      table.add(session);
    }
    if (session.matrixToken !== null && session.matrixToken !== matrixToken) deps.redactor.remove(session.matrixToken);
    if (matrixToken !== null) deps.redactor.add(matrixToken);
    Object.assign(session, { matrixToken, role: account.role, checkedAt: now, doubtedAt: null });
    const token = deps.codes.create();
    const expiresAt = now + limits.sessionMs;
    table.addToken(session, deps.codes.hash(token), { expiresAt, onEnd: () => deps.redactor.remove(token) });
    return { token, expiresAt, principal: principalOf(session) };
  };

  return {
    open,
    openFrom(device, account) {
      const theirs = table.all().filter(({ device: { userId } }) => userId === device.userId);
      // Each is renewed while it is used: the one longest unused is the one that ends first.
      const [unused] = theirs.sort((a, b) => lastsUntil(a) - lastsUntil(b));
      if (unused && table.ofDevice(device) === undefined && theirs.length >= mostOfOne) table.end(unused);
      return open(device, null, account);
    },
    async find(token) {
      const hash = deps.codes.hash(token);
      const now = clock.now();
      const session = table.ofToken(hash, now);
      if (!session) return null;
      const isDue = now - session.checkedAt >= limits.sessionCheckMs && now >= session.retryAt;
      if (isDue && session.matrixToken !== null) await check(session);
      return session.doubtedAt === null && table.ofToken(hash, now) === session ? principalOf(session) : null;
    },
    hold(sessionId, onEnd) {
      const session = table.ofId(sessionId);
      if (!session) {
        onEnd();
        return () => {};
      }
      const holder = () => onEnd();
      session.holders.add(holder);
      return () => {
        session.holders.delete(holder);
      };
    },
    end(sessionId) {
      const session = table.ofId(sessionId);
      if (session) table.end(session);
    },
    endAll(userId) {
      for (const session of table.all()) if (session.device.userId === userId) table.end(session);
    },
    roleChanged(userId, role) {
      for (const session of table.all()) {
        if (session.device.userId !== userId) continue;
        session.role = role;
        // Sockets carry the scopes that they connected with: they connect again.
        table.letGo(session);
      }
    },
    close() {
      cancelSweep();
    },
  };
}

/** Puts a session's Matrix token before the homeserver, once at a time. */
function createCheck(deps: { ask: (matrixToken: string) => Promise<Answer>; clock: Clock; log: Log }) {
  const { clock } = deps;
  return (session: Session): Promise<void> => {
    session.checking ??= (async () => {
      const asked = session.matrixToken;
      if (asked === null) return;
      const answer = await deps.ask(asked);
      session.checking = null;
      // Signed in again meanwhile with a newer token: what was said of the old one is void.
      if (asked !== session.matrixToken) return;
      if (answer.kind === "silent") {
        // Nobody can sign a device out there either; the session's own end still bounds it.
        session.retryAt = clock.now() + retryMs;
        deps.log.debug("a session could not be checked", { why: answer.why });
        return;
      }
      const same =
        answer.kind === "device" &&
        answer.device.userId === session.device.userId &&
        answer.device.deviceId === session.device.deviceId;
      session.checkedAt = clock.now();
      session.doubtedAt = same ? null : (session.doubtedAt ?? clock.now());
    })();
    return session.checking;
  };
}

/** When the last of its tokens ends. */
const lastsUntil = ({ tokens }: Session): number =>
  Math.max(0, ...[...tokens.values()].map(({ expiresAt }) => expiresAt));
