import type {
  AccountRole,
  EventName,
  EventPayload,
  MethodName,
  methods,
  ParsedParamsOf,
  ResultOf,
  ScopeName,
} from "@parley/protocol";

/** Who a call acts as. Scopes are those of the connection, never more than the account's role holds. */
export interface Principal {
  readonly userId: string;
  readonly role: AccountRole;
  readonly scopes: readonly ScopeName[];
  /** Names the session among the server's live ones; not a secret. */
  readonly sessionId: string;
  /** Shows the data folder's own token on this machine: whoever holds it holds all of the server anyway. */
  readonly local: boolean;
  /** What was shown: the token of a signed-in person's session, one made for a program, or that of a paired device. */
  readonly via: "session" | "token" | "device";
}

/** One call of a method, however it came. */
export interface Call<P extends Principal | null = Principal | null> {
  readonly principal: P;
  /** The client's address after trusted proxies; for throttling and logs. */
  readonly address: string;
  /** The Bearer token of an HTTP request; only `auth.signIn` looks at it. */
  readonly bearer: string | null;
  /** What a write came with; the same gives the same answer. */
  readonly idempotencyKey: string | null;
  /** Aborts at the call's deadline. */
  readonly signal: AbortSignal;
  /** Says a first answer before the one that the handler gives; absent where only one can be said. */
  readonly acknowledge?: (first: unknown) => void;
}

type CallOf<M extends MethodName> = (typeof methods)[M]["scope"] extends "public" ? Call : Call<Principal>;

/** What a module hands in for one method. Rejects with `AppError`; anything else is answered as INTERNAL. */
export type Handler<M extends MethodName> = (params: ParsedParamsOf<M>, call: CallOf<M>) => Promise<ResultOf<M>>;

/** Handlers of a module; `app.ts` joins them into the whole table. */
export type HandlersOf<M extends MethodName> = { readonly [K in M]: Handler<K> };

declare const right: unique symbol;
/** A value that a policy looked at: only `policy.ts` of the noun makes one, so a forgotten check does not compile. */
export type Authorized<T, Right extends string> = T & { readonly [right]: Right };

/** Whose connections are told, beside the event's own scope; and those of others that hold `orScope`. */
export interface Audience {
  readonly userId: string;
  readonly orScope?: ScopeName;
}

/** Says an event to connections: to all that hold its scope, or to those of one account. */
export interface EventSink {
  emit<E extends EventName>(event: E, payload: EventPayload<E>, audience?: Audience): void;
}

/** What was done, or tried, by whom. Written by the dispatcher for methods whose row names a subject. */
export interface AuditNote {
  readonly principal: Principal;
  readonly address: string;
  readonly action: string;
  readonly subject: string;
  /** `ok`, or the code of the error. */
  readonly outcome: string;
}

/** Keeps notes. */
export interface Audit {
  /** Resolves once it is on disk. What cannot be kept is said in the log, and what it tells of has happened all the same. */
  note(note: AuditNote): Promise<void>;
}

/** Counts failures of one kind by address. Loopback is treated like everyone else. */
export interface Throttle {
  /** Throws RATE_LIMITED with the time to wait while `key` has failed too often. */
  check(key: string): void;
  failed(key: string): void;
  /** Runs work that looks at a link's code: checks before it, counts a refusal of the code (CODE_REFUSED). */
  guard<T>(key: string, work: () => Promise<T>): Promise<T>;
}

/** Lets so many through at once and so many steadily, by key. */
export interface RateLimit {
  /** Throws RATE_LIMITED with the time to wait. */
  take(key: string): void;
}

/** Knows every live secret and takes them out of text. */
export interface Redactor {
  /** Until it is removed, or very many newer ones came. */
  add(secret: string): void;
  /** Until it is removed: for what the server itself lives by. */
  keep(secret: string): void;
  remove(secret: string): void;
  redact(text: string): string;
}

/** Codes for links: made here, kept only as hashes. */
export interface Codes {
  create(): string;
  /** SHA-256 in hex; a code has 256 random bits, so nothing slower is needed. */
  hash(code: string): string;
  /** Whether `hash` is the one of the code; takes as long wherever they differ. */
  matches(code: string, hash: string): boolean;
}
