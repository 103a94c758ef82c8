import type { Seed, Seeded } from "../seed/seed.ts";
/** An account for a test, signed in on one device. */
export interface TestAccount {
  readonly userId: string;
  readonly accessToken: string;
  readonly deviceId: string;
  /** The part of `userId` that people type. */
  readonly name: string;
  readonly password: string;
}

export interface RealStackOptions {
  /** Default: localhost. */
  readonly serverName?: string;
  /** More of Synapse's configuration, in the place of ours. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** A real Synapse of its own, with an empty database, on a free port of loopback. */
export interface RealStack {
  /** `http://127.0.0.1:PORT`; stays the same over `kill` and `start`. */
  readonly baseUrl: string;
  readonly serverName: string;
  /** Its folder: `homeserver.db`, `homeserver.log`, `media/`. */
  readonly folder: string;
  /** Makes an account past the registration token. Without a name: person1, person2, … */
  register(name?: string, options?: { readonly password?: string; readonly admin?: boolean }): Promise<TestAccount>;
  /** A registration token as an invitation would bring it. */
  createRegistrationToken(uses?: number): Promise<string>;
  /** Ends Synapse at once, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on the same port and waits until it answers. */
  start(): Promise<void>;
  /** `kill` and `start`. */
  restart(): Promise<void>;
  /** Writes a large account into its database, thousands of rooms in seconds; restarts it for that. */
  seed(seed: Seed): Promise<Seeded>;
  /** Ends it for good and removes its folder. */
  stop(): Promise<void>;
}

export interface ParleyOptions {
  /** More flags of the server, such as `["--homeserver", URL, "--domain", NAME]`. */
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** An existing data folder; it is kept at the end. Default: a new one, removed at the end. */
  readonly dataFolder?: string;
  /** Listens there instead of on loopback, with TLS: an address of this machine, and two PEM files. */
  readonly address?: { readonly host: string; readonly cert: string; readonly key: string };
  /** Fixes the server name; without it the set-up page asks. */
  readonly domain?: string;
  /** The homeserver's limits. Default: relaxed. */
  readonly limits?: "normal" | "relaxed";
  /** Milliseconds until it must answer. Default: 20,000. */
  readonly deadlineMs?: number;
}

/** A whole server as a child, on a free port with a data folder of its own. */
export interface RunningParley {
  readonly baseUrl: string;
  readonly port: number;
  readonly dataFolder: string;
  /** Of the server process; changes with `start`. */
  readonly pid: number;
  /** What it printed. */
  output(): string;
  /** The one-time link that it printed last, or null. */
  setupLink(): string | null;
  /** Process ids of its children by part, from its register. */
  children(): Readonly<Record<string, number>>;
  /** Ends it in order (SIGTERM); answers how long that took, in milliseconds. The data folder stays. */
  stop(): Promise<number>;
  /** Ends the server process alone, as a crash would. */
  kill9(): Promise<void>;
  /** Starts it again on the same port and data folder. */
  start(): Promise<void>;
  /** `stop`, and removes the data folder if it was made here. */
  dispose(): Promise<void>;
}
