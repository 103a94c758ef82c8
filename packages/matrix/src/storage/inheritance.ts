import type { Random } from "@parley/kernel";
import type { StoredAccount } from "../contract/account.ts";
import type { Database, Factory } from "./indexed-db.ts";
import type { SealingKey } from "./seal.ts";

/** Runs `act` while it holds an account's stores; returns without running it when somebody else holds them. */
export type Holding = (account: StoredAccount, act: () => Promise<void>) => Promise<void>;

/** A device whose values lie here, sealed under its key. */
export interface Owner {
  readonly id: string;
  readonly key: SealingKey;
}

export interface HandOverPorts {
  readonly factory: Factory;
  readonly database: Database;
  readonly random: Random;
  /** Which values are handed over. */
  readonly stays: (name: string) => boolean;
  /** The name of a device's database of files that wait. */
  readonly filesOf: (id: string) => string;
  /** Aborts when `to` is another tab's. */
  readonly stop: AbortSignal;
}

/** Gives `to` what stays behind of `from`, all or nothing: but for what it does not know, which it leaves. */
export type HandOver = (from: Owner, to: Owner, ports: HandOverPorts) => Promise<void>;
