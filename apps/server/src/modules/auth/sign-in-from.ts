import { AppError, type Log } from "@parley/kernel";
import type { Account } from "@parley/protocol";
import type { Call, RateLimit } from "../../platform/call.ts";
import type { PeopleFrom } from "./people-from.ts";
import type { Sessions } from "./sessions.ts";

/** What signing in from elsewhere asks of the accounts of this server. */
export interface Welcome {
  hasOwner(): Promise<boolean>;
  find(userId: string): Promise<Account | null>;
  /** Makes the account a member, or finds it as it is. */
  admit(userId: string): Promise<Account>;
}

/**
 * Opens sessions for accounts of listed homeservers, by an OpenID token that is good once. Such a token names a person, not
 * a device, and survives a sign-out: nobody can be asked later whether the device still stands. So the session lasts
 * until its token ends, and no longer than that without a new proof.
 */
export function createSignInFrom(deps: {
  people: PeopleFrom;
  welcome: Welcome;
  sessions: Sessions;
  newcomers: RateLimit;
  log: Log;
}) {
  const prove = async (name: string, { bearer: token, address, signal }: Call): Promise<string> => {
    if (token === null) {
      throw new AppError("NOT_SIGNED_IN", "The OpenID token belongs into Authorization: Bearer.");
    }
    return await deps.people.prove(name, { token, address, signal });
  };

  const admit = async (userId: string, homeserver: string): Promise<Account> => {
    const known = await deps.welcome.find(userId);
    if (known !== null) return known;
    deps.newcomers.take(`newcomer ${homeserver}`);
    deps.log.info("an account of another homeserver is a member now", { userId });
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
