import { AppError, type Clock, type Log } from "@parley/kernel";
import type { Codes, RateLimit, Redactor, Throttle } from "../../platform/call.ts";
import type { OpenIdAnswer } from "./openid.ts";
import type { UsedTokens } from "./used-tokens.ts";

/** Homeservers whose accounts are members here, and how one of them is asked. */
export interface Listed {
  has(name: string): boolean;
  ask(name: string, token: string, signal: AbortSignal): Promise<OpenIdAnswer>;
}

/** Who shows an OpenID token of another homeserver, and from where. */
export interface Proof {
  readonly token: string;
  readonly address: string;
  readonly signal: AbortSignal;
}

/** People of listed homeservers. */
export interface PeopleFrom {
  has(name: string): boolean;
  /** Whose the token is. It is good once, whatever for. Throws for everything but a person of that homeserver. */
  prove(name: string, proof: Proof): Promise<string>;
}

export interface PeopleFromDeps {
  readonly listed: Listed;
  readonly used: UsedTokens;
  readonly limits: { readonly throttle: Throttle; readonly rate: RateLimit; readonly perAddress: RateLimit };
  readonly secrets: { readonly codes: Codes; readonly redactor: Redactor };
  readonly world: { readonly clock: Clock; readonly log: Log };
}

/** A homeserver forgets its OpenID tokens after an hour (Synapse 1.163); none is taken twice until then, and some. */
const rememberMs = 65 * 60_000;
/** Questions that may be under way to one homeserver at once: one that hangs shuts nobody else out. */
const mostAsked = 8;
/** A homeserver that was silent is not asked again so soon. */
const quietMs = 5000;

/** Asks listed homeservers after their people: bounded, throttled by address, and each token good once. */
export function createPeopleFrom({ listed, used, limits, secrets, world }: PeopleFromDeps): PeopleFrom {
  // By name; no more names than are listed.
  const asking = new Map<string, number>();
  const silentUntil = new Map<string, number>();

  const ask = async (name: string, { token, address, signal }: Proof): Promise<OpenIdAnswer> => {
    const now = world.clock.now();
    if ((silentUntil.get(name) ?? 0) > now) return { kind: "silent", why: "it was silent a moment ago" };
    const under = asking.get(name) ?? 0;
    if (under >= mostAsked) throw new AppError("RATE_LIMITED", "Too many proofs at once.", { retryAfterMs: 1000 });
    // One address must not use up what all the others of that homeserver need.
    limits.perAddress.take(`openid ${address}`);
    limits.rate.take(`openid ${name}`);
    asking.set(name, under + 1);
    // It stands in the address that is asked: whatever fails there must not write it down.
    secrets.redactor.add(token);
    try {
      const answer = await listed.ask(name, token, signal);
      // Whoever has hung up has not heard it: that says nothing of the homeserver.
      if (answer.kind === "silent" && !signal.aborted) silentUntil.set(name, world.clock.now() + quietMs);
      return answer;
    } finally {
      asking.set(name, (asking.get(name) ?? 1) - 1);
      secrets.redactor.remove(token);
    }
  };

  return {
    has: (name) => listed.has(name),
    async prove(name, proof) {
      const key = `openid ${proof.address}`;
      limits.throttle.check(key);
      const refused = (why: string) => {
        limits.throttle.failed(key);
        return new AppError("NOT_SIGNED_IN", why);
      };
      if (!listed.has(name)) {
        limits.throttle.failed(key);
        throw new AppError("NOT_ADMITTED", "Accounts of this homeserver are not members here.");
      }
      const answer = await ask(name, proof);
      if (answer.kind === "silent") {
        world.log.warn("another homeserver could not be asked after an account", { homeserver: name, why: answer.why });
        throw new AppError("PART_DOWN", "The account's homeserver does not answer this server.", {
          retryable: true,
          retryAfterMs: 5000,
        });
      }
      if (answer.kind === "refused") throw refused("The homeserver does not know this OpenID token as one of its own.");
      const now = world.clock.now();
      if (!(await used.use(secrets.codes.hash(proof.token), now + rememberMs, now))) {
        throw refused("This OpenID token has been used already.");
      }
      return answer.userId;
    },
  };
}
