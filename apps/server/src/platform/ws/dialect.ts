import type { HelloOk, WireError } from "@parley/protocol";
import type { Principal } from "../call.ts";

/** What a greeting is made of, whichever version is spoken. */
export interface Greeting {
  readonly principal: Principal;
  readonly connId: string;
  readonly features: { readonly methods: readonly string[]; readonly events: readonly string[] };
  readonly state: {
    readonly version: string;
    readonly health: unknown;
    /** What the account may see. */
    readonly presence: readonly unknown[];
    readonly stateVersion: { readonly presence: number; readonly health: number };
    readonly uptimeMs: number;
  };
  /** A token that the device was just given. */
  readonly deviceToken: { readonly token: string; readonly issuedAtMs: number } | null;
}

/** What differs between the versions of the protocol. Handlers never ask which is spoken. */
export interface Dialect {
  readonly version: number;
  /** Of a frame that comes in after `connect`. */
  readonly frameBytes: number;
  /** Whose events `seq` counts. */
  readonly counts: "connection" | "gateway";
  hello(greeting: Greeting): HelloOk;
  error(thrown: unknown): WireError;
}
