import { AppError, type Clock, type Log } from "@parley/kernel";
import type { Account } from "@parley/protocol";
import type { Call, Codes, RateLimit, Redactor, Throttle } from "../../platform/call.ts";
import type { OpenIdAnswer } from "./openid.ts";
import type { Sessions } from "./sessions.ts";
import type { UsedTokens } from "./used-tokens.ts";

/** What signing in from elsewhere asks of the accounts of this server. */
export interface Welcome {
  hasOwner(): Promise<boolean>;
  find(userId: string): Promise<Account | null>;
  /** Makes the account a member, or finds it as it is. */
  admit(userId: string): Promise<Account>;
}

/** Homeservers whose accounts are members here, and how one of them is asked. */
export interface Listed {
  has(name: string): boolean;
  ask(name: string, token: string, signal: AbortSignal): Promise<OpenIdAnswer>;
}

/** A homeserver forgets its OpenID tokens after an hour (Synapse 1.163); none is taken twice until then, and some. */
const rememberMs = 65 * 60_000;
/** Questions that may be under way to one homeserver at once: one that hangs shuts nobody else out. */
const mostAsked = 8;
/** A homeserver that was silent is not asked again so soon. */
const quietMs = 5000;

/**
 * Opens sessions for accounts of listed homeservers, by an OpenID token that is good once. Such a token names a person, not
 * a device, and survives a sign-out: nobody can be asked later whether the device still stands. So the session lasts
 * until its token ends, and no longer than that without a new proof.
 */
export function createSignInFrom(deps: {
  listed: Listed;
  used: UsedTokens;
  welcome: Welcome;
  sessions: Sessions;
  limits: { throttle: Throttle; rate: RateLimit; perAddress: RateLimit; newcomers: RateLimit };
  secrets: { codes: Codes; redactor: Redactor };
  world: { clock: Clock; log: Log };
}) {
  const { listed, limits, secrets, world } = deps;
  // By name; no more names than are listed.
  const asking = new Map<string, number>();
  const silentUntil = new Map<string, number>();

  const ask = async (name: string, token: string, call: Call): Promise<OpenIdAnswer> => {
    const now = world.clock.now();
    if ((silentUntil.get(name) ?? 0) > now) return { kind: "silent", why: "it was silent a moment ago" };
    const under = asking.get(name) ?? 0;
    if (under >= mostAsked) throw new AppError("RATE_LIMITED", "Too many sign-ins at once.", { retryAfterMs: 1000 });
    // One address must not use up what all the others of that homeserver need.
    limits.perAddress.take(`openid ${call.address}`);
    limits.rate.take(`openid ${name}`);
    asking.set(name, under + 1);
    // It stands in the address that is asked: whatever fails there must not write it down.
    secrets.redactor.add(token);
    try {
      const answer = await listed.ask(name, token, call.signal);
      // Whoever has hung up has not heard it: that says nothing of the homeserver.
      if (answer.kind === "silent" && !call.signal.aborted) silentUntil.set(name, world.clock.now() + quietMs);
      return answer;
    } finally {
      asking.set(name, (asking.get(name) ?? 1) - 1);
      secrets.redactor.remove(token);
    }
  };

  /** Who shows the token. Throws for everything but a person of that homeserver. */
  const prove = async (name: string, call: Call): Promise<string> => {
    const key = `openid ${call.address}`;
    limits.throttle.check(key);
    const refused = (why: string) => {
      limits.throttle.failed(key);
      return new AppError("NOT_SIGNED_IN", why);
    };
    if (call.bearer === null) {
      throw new AppError("NOT_SIGNED_IN", "The OpenID token belongs into Authorization: Bearer.");
    }
    if (!listed.has(name)) {
      limits.throttle.failed(key);
      throw new AppError("NOT_ADMITTED", "Accounts of this homeserver are not members here.");
    }
    const answer = await ask(name, call.bearer, call);
    if (answer.kind === "silent") {
      world.log.warn("another homeserver could not be asked after an account", { homeserver: name, why: answer.why });
      throw new AppError("PART_DOWN", "The account's homeserver does not answer this server.", {
        retryable: true,
        retryAfterMs: 5000,
      });
    }
    if (answer.kind === "refused") throw refused("The homeserver does not know this OpenID token as one of its own.");
    const now = world.clock.now();
    if (!(await deps.used.use(secrets.codes.hash(call.bearer), now + rememberMs, now))) {
      throw refused("This OpenID token has opened a session already.");
    }
    return answer.userId;
  };

  const admit = async (userId: string, homeserver: string): Promise<Account> => {
    const known = await deps.welcome.find(userId);
    if (known !== null) return known;
    limits.newcomers.take(`newcomer ${homeserver}`);
    world.log.info("an account of another homeserver is a member now", { userId });
    return await deps.welcome.admit(userId);
  };

  return async ({ homeserver, deviceId }: { homeserver: string; deviceId: string }, call: Call) => {
    const userId = await prove(homeserver, call);
    if (!(await deps.welcome.hasOwner())) throw new AppError("SETUP_NEEDED", "This server has no owner yet.");
    // Whatever stands in the row: elsewhere nobody is more than a member here.
    const account: Account = { ...(await admit(userId, homeserver)), role: "member" };
    const { token, expiresAt, principal } = deps.sessions.openFrom({ userId, deviceId }, account);
    return { token, expiresAt, account, scopes: [...principal.scopes], spaceId: null };
  };
}
