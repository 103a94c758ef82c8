import type { ConnectCode, ConnectParams } from "@parley/protocol";
import type { Principal } from "../call.ts";
import type { Peer } from "../http/guard.ts";

/** A device that has proved to hold its key. */
export interface ShownDevice {
  readonly deviceId: string;
  /** 32 bytes in base64url. */
  readonly publicKey: string;
  readonly client: ConnectParams["client"];
  readonly role: string;
}

/** What a client shows to be let in. */
export interface Shown {
  readonly auth: NonNullable<ConnectParams["auth"]>;
  readonly device: ShownDevice | null;
  /** As they were sent: names that do not exist among them. */
  readonly scopes: readonly string[];
  readonly peer: Peer;
}

/** Somebody who was let in. */
export interface Admitted {
  /** With everything that they hold; what the connection gets of it is the handshake's business. */
  readonly principal: Principal;
  /** The connection ends as soon as one of these does. */
  readonly holds: readonly string[];
  /** A token that the device was just given, and will not be told again. */
  readonly deviceToken: { readonly token: string; readonly issuedAtMs: number } | null;
}

/** Why somebody was not let in. */
export interface NotAdmitted {
  readonly refused: ConnectCode;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Decides who comes in. Rejects with RATE_LIMITED after too many failures from one address. */
export type Admit = (shown: Shown) => Promise<Admitted | NotAdmitted>;
