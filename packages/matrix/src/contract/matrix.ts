import type { PasswordSignIn, StoredAccount, TokenSignUp } from "./account.ts";
import type { Elsewhere } from "./elsewhere.ts";
import type { SessionSnapshot } from "./rooms.ts";
import type { Session } from "./session.ts";

/** What of an account lies on this device and nowhere else. */
interface OnlyHere {
  /** Own messages, reactions and changes that are not with the homeserver yet; those that failed, too. */
  readonly unsent: number;
  /** Rooms with words that were begun and not sent. */
  readonly drafts: number;
  /** The recovery key, which nobody has said to have saved. */
  readonly recoveryKey: boolean;
}

/**
 * The package's face to an app: sign in, sign up, come back. Light: the SDK and its cryptography are loaded by the
 * methods that need them.
 * Every method rejects with an `AppError` whose code is one of `MatrixErrorCode`.
 */
export interface Matrix {
  /** Accounts kept here, the last used first. Secrets are not among the answers. */
  accounts(): Promise<readonly StoredAccount[]>;
  /** What the account's room list looked like when it was last seen, or null. Needs no SDK: this paints first. */
  snapshot(account: StoredAccount): Promise<SessionSnapshot | null>;
  /** What of the account only this browser has, counted without its client: what a sign-out would lose. */
  onlyHere(account: StoredAccount): Promise<OnlyHere>;
  signIn(request: PasswordSignIn): Promise<Session>;
  signUp(request: TokenSignUp): Promise<Session>;
  /** The ways in to other homeservers. Their accounts say `elsewhere`. */
  readonly elsewhere: Elsewhere;
  /** Takes up a stored account. Waits for leadership when another tab holds it; see `Session.connection`. */
  resume(account: StoredAccount): Promise<Session>;
  /** Whether a localpart can be registered: `taken`, `invalid`, `ok`. */
  usernameState(homeserverUrl: string, username: string): Promise<"ok" | "taken" | "invalid">;
  /** Removes everything that this browser keeps of the account, without asking the homeserver. */
  forget(account: StoredAccount): Promise<void>;
  /**
   * As `forget`, for a device that was signed out without its person's doing: what only this browser has stays, sealed
   * and not shown, and the same user's next sign-in here takes it up: an unsaved recovery key, unsent messages with their
   * files, drafts.
   */
  retire(account: StoredAccount): Promise<void>;
}
