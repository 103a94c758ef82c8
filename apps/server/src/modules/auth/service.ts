import { AppError } from "@parley/kernel";
import type { Account } from "@parley/protocol";
import type { Call, Throttle } from "../../platform/call.ts";
import type { Homeserver } from "../../platform/ports.ts";
import type { Sessions } from "./sessions.ts";
import { type Answer, type Device, unreachable } from "./whoami.ts";

/** What signing in asks of the accounts and invitations of this server. */
export interface Admission {
  find(userId: string): Promise<Account | null>;
  hasOwner(): Promise<boolean>;
  /** Makes the account the owner and uses the code up. Throws CODE_REFUSED. */
  claimOwner(userId: string, code: string): Promise<Account>;
  /** Admits the account by one use of an invitation. Throws CODE_REFUSED. */
  useInvite(userId: string, code: string): Promise<{ account: Account; spaceId: string }>;
}

/** Opens sessions for devices of our own homeserver. */
export function createSignIn(deps: {
  homeserver: Homeserver;
  ask: (matrixToken: string) => Promise<Answer>;
  sessions: Sessions;
  admission: Admission;
  throttle: Throttle;
}) {
  const prove = async (call: Call): Promise<{ device: Device; matrixToken: string }> => {
    const key = `token ${call.address}`;
    deps.throttle.check(key);
    if (call.bearer === null) {
      throw new AppError("NOT_SIGNED_IN", "The Matrix access token belongs into Authorization: Bearer.");
    }
    const answer = await deps.ask(call.bearer);
    if (answer.kind === "silent") throw unreachable(deps.homeserver);
    if (answer.kind === "refused") {
      deps.throttle.failed(key);
      throw new AppError("NOT_SIGNED_IN", "The homeserver does not know this access token as a device's.");
    }
    return { device: answer.device, matrixToken: call.bearer };
  };

  const admit = async (
    userId: string,
    codes: { setupCode?: string | undefined; inviteCode?: string | undefined },
  ): Promise<{ account: Account; spaceId: string | null }> => {
    const known = await deps.admission.find(userId);
    // Whoever asks again after an answer was lost gets the same one: the owner's code may be used up already.
    if (known?.role === "owner" && codes.setupCode !== undefined) return { account: known, spaceId: null };
    if (codes.setupCode !== undefined) {
      return { account: await deps.admission.claimOwner(userId, codes.setupCode), spaceId: null };
    }
    if (codes.inviteCode !== undefined) return deps.admission.useInvite(userId, codes.inviteCode);
    if (known) return { account: known, spaceId: null };
    if (!(await deps.admission.hasOwner())) throw new AppError("SETUP_NEEDED", "This server has no owner yet.");
    throw new AppError("NOT_ADMITTED", "The account exists on the homeserver, but nobody let it in here.");
  };

  return async (codes: { setupCode?: string | undefined; inviteCode?: string | undefined }, call: Call) => {
    const { device, matrixToken } = await prove(call);
    const enter = () => admit(device.userId, codes);
    const hasCode = codes.setupCode !== undefined || codes.inviteCode !== undefined;
    const { account, spaceId } = await (hasCode ? deps.throttle.guard(`code ${call.address}`, enter) : enter());
    const { token, expiresAt, principal } = deps.sessions.open(device, matrixToken, account);
    return { token, expiresAt, account, scopes: [...principal.scopes], spaceId };
  };
}
