import type { PartState } from "@parley/protocol";

/** The Matrix homeserver, whoever runs it. Nothing outside `modules/stack` can tell which. */
export interface Homeserver {
  readonly mode: "embedded" | "attached";
  /** Base address for our proxy and our own requests, without a trailing slash; null until it is known. */
  upstream(): string | null;
  /** Where a browser reaches it: our own origin when embedded, its own address when attached. */
  baseUrl(): string;
  /** Where else pages have to reach to sign people in there: the addresses of its own sign-in page. */
  signInOrigins(): readonly string[];
  /** Permanent once set. */
  serverName(): string | null;
  part(): PartState;
  /** Fixes the server name and lets the homeserver start, at once if it rests between two tries. Throws NAME_FIXED when another one was chosen before. */
  fixServerName(name: string): Promise<void>;
  /** Resolves when it answers; throws STARTING or PART_DOWN after `deadlineMs`. */
  whenReady(deadlineMs: number): Promise<void>;
  onChange(listener: () => void): () => void;
  /** Null where we hold no administration rights (attached without them). */
  readonly admin: HomeserverAdmin | null;
}

/** What only an administrator of the homeserver can do. Works over loopback with a service user of ours. */
export interface HomeserverAdmin {
  /** A token good for one account. */
  createRegistrationToken(ttlMs: number): Promise<string>;
  /** Sets a password and signs out all devices. Throws NOT_FOUND. */
  resetPassword(userId: string, password: string): Promise<void>;
  /** User ids of who is joined. Throws NOT_FOUND. */
  roomMembers(roomId: string): Promise<readonly string[]>;
  /** The current state events of one type. Throws NOT_FOUND. */
  roomState(roomId: string, type: string): Promise<readonly RoomStateEvent[]>;
  /** What a person calls themself, as they wrote it; null: nothing. Throws NOT_FOUND. */
  displayName(userId: string): Promise<string | null>;
  /** Ids of the devices that are signed in. Throws NOT_FOUND. */
  devices(userId: string): Promise<readonly string[]>;
}

/** A state event of a room as the homeserver keeps it; its content is whatever its sender wrote. */
export interface RoomStateEvent {
  readonly sender: string;
  readonly stateKey: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** The LiveKit SFU, whoever runs it. */
export interface Sfu {
  readonly mode: "embedded" | "attached";
  upstream(): string | null;
  /** What it knows us by; null until it is made. */
  key(): { readonly key: string; readonly secret: string } | null;
  part(): PartState;
  onChange(listener: () => void): () => void;
}

/** A sealed place for secrets of the server itself. Values never appear in logs. */
export interface Secrets {
  get(name: string): string | null;
  set(name: string, value: string): void;
  delete(name: string): void;
}

/** What `modules/stack` offers to the rest of the process. */
export interface Stack {
  readonly homeserver: Homeserver;
  readonly sfu: Sfu;
  parts(): readonly PartState[];
  /** Last lines of a part's log, oldest first, redacted. */
  logs(part: PartState["name"], lines: number): Promise<readonly string[]>;
  restart(part: "homeserver" | "sfu"): Promise<PartState>;
  /** Starts what can be started; returns at once, states follow by `onChange`. */
  start(): void;
  /** Ends all children in order, within 10 s. */
  stop(): Promise<void>;
}
