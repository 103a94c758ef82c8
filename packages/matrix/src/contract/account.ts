import type { ReadonlySignal } from "@parley/kernel";

/** An account that this browser profile or process has signed in. */
export interface StoredAccount {
  readonly userId: string;
  readonly deviceId: string;
  readonly homeserverUrl: string;
  /** It lives on another homeserver than this server's own: nothing of it is this server's business. */
  readonly elsewhere?: true;
}

export interface PasswordSignIn {
  readonly homeserverUrl: string;
  /** Localpart or full user id. */
  readonly user: string;
  readonly password: string;
  /** What the person's other devices will call this one. */
  readonly deviceName: string;
}

export interface TokenSignUp {
  readonly homeserverUrl: string;
  /** Localpart. */
  readonly username: string;
  readonly password: string;
  readonly registrationToken: string;
  readonly deviceName: string;
  readonly displayName?: string;
}

/** What went wrong, for whoever shows it. */
export type MatrixErrorCode =
  | "MATRIX_UNREACHABLE"
  | "MATRIX_TIMEOUT"
  | "MATRIX_RATE_LIMITED"
  | "MATRIX_WRONG_PASSWORD"
  | "MATRIX_ACCOUNT_DEACTIVATED"
  | "MATRIX_USERNAME_TAKEN"
  | "MATRIX_USERNAME_INVALID"
  | "MATRIX_PASSWORD_WEAK"
  | "MATRIX_REGISTRATION_TOKEN"
  | "MATRIX_REGISTRATION_CLOSED"
  | "MATRIX_SIGNED_OUT"
  | "MATRIX_FORBIDDEN"
  | "MATRIX_NOT_FOUND"
  | "MATRIX_STORE_LOST"
  | "MATRIX_STORE_FULL"
  | "MATRIX_RECOVERY_KEY_WRONG"
  | "MATRIX_RECOVERY_UNAVAILABLE"
  | "MATRIX_UIA_UNSUPPORTED"
  | "MATRIX_HOMESERVER_NAME"
  | "MATRIX_HOMESERVER_UNREACHABLE"
  | "MATRIX_HOMESERVER_WELL_KNOWN"
  | "MATRIX_HOMESERVER_NONE"
  | "MATRIX_HOMESERVER_OLD"
  | "MATRIX_HOMESERVER_INSECURE"
  | "MATRIX_SIGN_IN_STALE"
  | "MATRIX_SIGN_IN_REFUSED"
  | "MATRIX_EMAIL_IN_USE"
  | "MATRIX_EMAIL_REFUSED"
  | "MATRIX_EMAIL_UNSENT"
  | "MATRIX_SIGN_UP_PHONE"
  | "MATRIX_TOO_LARGE"
  | "MATRIX_FILE_BROKEN"
  | "MATRIX_QUEUE_FULL"
  | "MATRIX_ALREADY_SENDING"
  | "MATRIX_UNEXPECTED";

/** Whether the client reaches its homeserver, and whether this tab is the one that does. */
export type Connection =
  /** Restoring, first sync under way. */
  | { readonly state: "starting"; readonly since: number }
  | { readonly state: "online"; readonly since: number }
  /** The homeserver answers, but what is new has not come yet: a long absence, or much to do. Nothing is sent meanwhile. */
  | { readonly state: "catching-up"; readonly since: number }
  /** No answer since; tries go on by themselves. */
  | { readonly state: "offline"; readonly since: number; readonly reason: "network" | "homeserver" | "rate-limit" }
  /** Another tab of this browser holds the client. `takeOver()` asks it to let go. */
  | { readonly state: "elsewhere"; readonly since: number }
  /**
   * The device was signed out, here or from another one, or the session was closed: it does not come back. `soft`: not so,
   * but the client could not be opened here.
   */
  | { readonly state: "signed-out"; readonly since: number; readonly soft: boolean };

export interface Device {
  readonly id: string;
  readonly name: string;
  readonly current: boolean;
  /** Milliseconds since the epoch, null when the homeserver does not say. */
  readonly lastSeenAt: number | null;
  readonly lastSeenIp: string | null;
  /** Signed by its owner's cross-signing key. Null: it has no encryption. */
  readonly verified: boolean | null;
}

/** What of an account can be done here, as far as its homeserver lets clients do it. */
export interface AccountPowers {
  /** False: it has no password that a client could change (single sign-on). */
  readonly password: boolean;
  /** A page of the homeserver where password and devices are managed, and nowhere else. */
  readonly page: string | null;
}

/** The person's own account: profile, password, devices. */
export interface OwnAccount {
  /** Everything, until another homeserver has said otherwise. */
  readonly powers: ReadonlySignal<AccountPowers>;
  readonly profile: ReadonlySignal<{ readonly displayName: string | null; readonly avatarMxc: string | null }>;
  setDisplayName(name: string): Promise<void>;
  /** `image` must be PNG, JPEG, WebP or GIF, at most 10 MiB. Null removes it. */
  setAvatar(image: { readonly bytes: Uint8Array<ArrayBuffer>; readonly type: string } | null): Promise<void>;
  changePassword(request: { current: string; next: string; signOutOthers: boolean }): Promise<void>;
  devices(): Promise<readonly Device[]>;
  renameDevice(deviceId: string, name: string): Promise<void>;
  /** Signs other devices out; needs the password (user-interactive authentication). */
  signOutDevices(deviceIds: readonly string[], password: string): Promise<void>;
}
