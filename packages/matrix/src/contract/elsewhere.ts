import type { Session } from "./session.ts";

/** A homeserver that was found, and the ways in that it offers. */
export interface FoundHomeserver {
  /** What people call it: what was typed, without scheme and path. */
  readonly name: string;
  /** Where its Client-Server API answers, without a trailing slash. */
  readonly baseUrl: string;
  readonly password: boolean;
  /** Identity providers of its SSO, in its order. One without an id stands for the homeserver's own page. */
  readonly providers: readonly IdentityProvider[];
  /** It signs people in on a page of its own (OAuth 2.0, specification 1.15): then it offers nothing else. */
  readonly oauth: OAuthOffer | null;
  /** Whether accounts can be made there by `signUp`. */
  readonly signUp: boolean;
  /** It is the homeserver of this server itself: whom it signs in lives here. */
  readonly own?: true;
}

export interface IdentityProvider {
  readonly id: string | null;
  /** Null: the homeserver names none. */
  readonly name: string | null;
}

export interface OAuthOffer {
  /** Host of the page that signs people in. */
  readonly host: string;
  /** Origins that a page of ours has to ask, beside the homeserver, to begin, to go on and to end. */
  readonly origins: readonly string[];
  /** Whether that page can make accounts too. */
  readonly canCreate: boolean;
}

/**
 * What brings someone back who was sent to another page to sign in. Holds secrets: keep it in the tab's own store and
 * drop it when it was used. It is plain JSON, and good for 15 minutes.
 */
export type SignInTicket = Readonly<Record<string, unknown>>;

/** Another page that signs people in: open `url`, keep `ticket` until the browser comes back to `returnTo`. */
export interface Departure {
  readonly url: string;
  readonly ticket: SignInTicket;
}

/** What a homeserver wants to know next before it makes an account. */
export type SignUpStage =
  | { readonly stage: "token" }
  /** An address, then a link in an e-mail to it. `sentTo` says where the last one went; null: nowhere yet. */
  | { readonly stage: "email"; readonly sentTo: string | null }
  | { readonly stage: "terms"; readonly policies: readonly { readonly name: string; readonly url: string }[] }
  /** On a page of the homeserver (a captcha, or what only it knows): open it, then go on. */
  | { readonly stage: "page"; readonly url: string };

export type SignUpAnswer =
  | { readonly stage: "token"; readonly token: string }
  | { readonly stage: "terms" }
  /** Sends the link, or sends it again. */
  | { readonly stage: "email"; readonly address: string }
  /** Asks whether it was opened: the same stage comes again while it was not. May be repeated every few seconds. */
  | { readonly stage: "email-opened" }
  | { readonly stage: "page" };

/** Making an account elsewhere, one stage after the other. */
export interface SignUpElsewhere {
  /** Sends what is known so far; answers what is asked next, or the session. A name that is taken rejects. */
  go(answer: SignUpAnswer | null): Promise<SignUpStage | Session>;
}

/** Other homeservers than our own. All reject with an `AppError` of `MatrixErrorCode`. */
export interface Elsewhere {
  /**
   * Finds the homeserver behind what a person typed: a name, a user id or an address. Rejects with MATRIX_HOMESERVER_…:
   * `_NAME` (cannot be one), `_UNREACHABLE` (its details hold the `baseUrl`), `_WELL_KNOWN` (its well-known is broken),
   * `_NONE` (nothing of Matrix there), `_OLD`, `_INSECURE` (not https).
   */
  find(typed: string): Promise<FoundHomeserver>;
  /** The ways in to our own homeserver, whose address is known, where it runs elsewhere. Rejects as `find` does. */
  ways(baseUrl: string, name: string): Promise<FoundHomeserver>;
  /** To an identity provider, or with null to the homeserver's own choice. `returnTo` is a page of ours, without a query. */
  departBySso(found: FoundHomeserver, provider: string | null, returnTo: string): Promise<Departure>;
  /** To the page of a homeserver with OAuth; `create` asks it for a new account. */
  departByOAuth(found: FoundHomeserver, returnTo: string, create: boolean): Promise<Departure>;
  /**
   * Ends what `depart…` began. `address` is what the browser came back with. Rejects with MATRIX_SIGN_IN_STALE (another
   * sign-in, or too late), MATRIX_SIGN_IN_REFUSED (declined on the other page), or what the homeserver says.
   */
  arrive(ticket: SignInTicket, address: string, deviceName: string): Promise<Session>;
  /**
   * A new OpenID token of the session's homeserver, for the one server that it is shown to: it says who someone is, and
   * opens nothing over there. Rejects with MATRIX_SIGNED_OUT while another tab holds the client.
   */
  openIdToken(session: Session): Promise<string>;
  signIn(request: {
    readonly found: FoundHomeserver;
    readonly user: string;
    readonly password: string;
    readonly deviceName: string;
  }): Promise<Session>;
  signUp(request: {
    readonly found: FoundHomeserver;
    readonly username: string;
    readonly password: string;
    readonly deviceName: string;
    /** A page of ours that a link in an e-mail may lead on to. */
    readonly leadsTo?: string;
  }): SignUpElsewhere;
}
