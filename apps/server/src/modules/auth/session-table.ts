import type { AccountRole } from "@parley/protocol";
import type { Device } from "./whoami.ts";

/** The session of one device. */
export interface Session {
  readonly id: string;
  readonly device: Device;
  /** What the homeserver is asked with whether the device still stands; null: nobody can be asked. */
  matrixToken: string | null;
  role: AccountRole;
  checkedAt: number;
  /** Not before this moment the homeserver is asked again after it was silent. */
  retryAt: number;
  /** Since when the homeserver refuses the token. A client that merely refreshed it signs in again in time. */
  doubtedAt: number | null;
  checking: Promise<void> | null;
  /** Its tokens by their hashes: one device may have several tabs. */
  readonly tokens: Map<string, Token>;
  readonly holders: Set<() => void>;
}

interface Token {
  readonly expiresAt: number;
  /** Called once, when it stands for nobody any more. */
  readonly onEnd: () => void;
}

const tokensPerSession = 16;
const most = 10_000;

/** A session without tokens, about to be opened. */
export function freshSession(id: string, device: Device, matrixToken: string | null, role: AccountRole): Session {
  return {
    id,
    device,
    matrixToken,
    role,
    checkedAt: 0,
    retryAt: 0,
    doubtedAt: null,
    checking: null,
    tokens: new Map(),
    holders: new Set(),
  };
}

/** Sessions by device, by token and by id; bounded, the oldest goes first. `onEnd` hears of each that ends. */
export function createSessionTable(onEnd: (session: Session) => void) {
  const byDevice = new Map<string, Session>();
  const byToken = new Map<string, Session>();
  const byId = new Map<string, Session>();
  const keyOf = (device: Device) => `${device.userId} ${device.deviceId}`;

  /** Tells whoever holds the session to let go; the session itself goes on. */
  const letGo = (session: Session) => {
    const holders = [...session.holders];
    session.holders.clear();
    for (const end of holders) end();
  };
  const dropToken = (session: Session, hash: string) => {
    const token = session.tokens.get(hash);
    session.tokens.delete(hash);
    byToken.delete(hash);
    token?.onEnd();
  };
  const end = (session: Session) => {
    for (const hash of [...session.tokens.keys()]) dropToken(session, hash);
    byDevice.delete(keyOf(session.device));
    byId.delete(session.id);
    onEnd(session);
    letGo(session);
  };

  return {
    letGo,
    end,
    ofDevice: (device: Device) => byDevice.get(keyOf(device)),
    ofId: (id: string) => byId.get(id),
    /** The session of a token that has not run out. */
    ofToken(hash: string, now: number): Session | undefined {
      const session = byToken.get(hash);
      return session && (session.tokens.get(hash)?.expiresAt ?? 0) > now ? session : undefined;
    },
    all: (): Session[] => [...byDevice.values()],
    add(session: Session): void {
      const oldest = byDevice.size >= most ? byDevice.values().next().value : undefined;
      if (oldest) end(oldest);
      byDevice.set(keyOf(session.device), session);
      byId.set(session.id, session);
    },
    addToken(session: Session, hash: string, token: Token): void {
      session.tokens.set(hash, token);
      byToken.set(hash, session);
      const oldest = session.tokens.size > tokensPerSession ? session.tokens.keys().next().value : undefined;
      if (oldest !== undefined) dropToken(session, oldest);
    },
    /** Drops tokens that ran out, and the session with its last one. Answers whether it lives. */
    expire(session: Session, now: number): boolean {
      for (const [hash, { expiresAt }] of session.tokens) if (expiresAt <= now) dropToken(session, hash);
      if (session.tokens.size === 0) end(session);
      return byId.has(session.id);
    },
  };
}
