import type { SignInFaultReason } from "@parley/protocol";

/** What was asked was not done: it was not let as far as that. */
export class TurnedAway extends Error {}

/** A server turned us away: somebody must sign in. */
export class SignInNeeded extends TurnedAway {
  constructor() {
    super("it needs a sign-in: an admin of this Parley signs in on the page Server status");
  }
}

const sentences: Readonly<Record<SignInFaultReason, string>> = {
  "nowhere":
    "It does not say where to sign in. If it takes a key, name its header under secrets in the file of settings.",
  "no-registration":
    "Programs cannot register there by themselves: make a client there by hand, and name it as oauth.clientId in the file of settings.",
  "not-let":
    "That address is in a network of its own or has no TLS, and the file of settings does not name it: name it as oauth.issuer if it is yours.",
  "denied": "It was denied there. Sign in again and say yes.",
  "refused": "The service did not take it. Sign in again.",
  "unreachable": "The service does not answer. Try again later.",
  "garbage": "The service answered what cannot be read. Ask whoever runs it.",
};

/** Why a sign-in did not come about: nothing of what the other side wrote stands in it but its host. */
export class SignInFault extends Error {
  readonly reason: SignInFaultReason;
  readonly host: string;
  constructor(reason: SignInFaultReason, host: string, cause?: unknown) {
    super(`${host}: ${sentences[reason]}`, { cause });
    this.reason = reason;
    this.host = host.slice(0, 255);
  }
}
