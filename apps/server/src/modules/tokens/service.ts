import { AppError, type Clock, createId, type Log, messageOf, type Random } from "@parley/kernel";
import type { AccessToken, Account, ScopeName } from "@parley/protocol";
import type { Authorized, Codes, Principal } from "../../platform/call.ts";
import type { Holders } from "./holders.ts";
import { mayHold } from "./policy.ts";
import type { createTokenStore } from "./store.ts";

/** Before every access token, so that logs and scanners know one when they see it. */
const prefix = "prl_";
const mostOfOne = 100;
const forgottenAfterMs = 90 * 24 * 60 * 60_000;
/** When a token was last used is kept to the minute: a write of the disk for every call would be a waste. */
const usedMs = 60_000;

/** Rules of access tokens. */
export function createTokenService(deps: {
  rows: ReturnType<typeof createTokenStore>;
  holders: Holders;
  account: (userId: string) => Promise<Account | null>;
  codes: Codes;
  clock: Clock;
  random: Random;
  log: Log;
}) {
  const { rows, holders, clock } = deps;
  const noted = new Map<string, number>();

  const note = (id: string) => {
    const now = clock.now();
    if (now - (noted.get(id) ?? Number.NEGATIVE_INFINITY) < usedMs) return;
    noted.set(id, now);
    rows.used(id, now).catch((thrown) => deps.log.debug("a use was not noted", { error: messageOf(thrown) }));
  };
  const ended = (id: string) => {
    noted.delete(id);
    holders.end(id);
  };

  return {
    async create(
      wanted: Authorized<{ owner: string; scopes: readonly ScopeName[] }, "create">,
      { name, expiresInMs = null }: { readonly name: string; readonly expiresInMs?: number | null | undefined },
    ): Promise<{ token: string; accessToken: AccessToken }> {
      const token = `${prefix}${deps.codes.create()}`;
      const now = clock.now();
      const accessToken: AccessToken = {
        id: createId("tok", deps.random),
        name,
        owner: wanted.owner,
        scopes: [...wanted.scopes],
        createdAt: now,
        lastUsedAt: null,
        expiresAt: expiresInMs === null ? null : now + expiresInMs,
        revokedAt: null,
      };
      const hash = deps.codes.hash(token);
      if (!(await rows.insert(accessToken, hash, mostOfOne, now - forgottenAfterMs))) {
        throw new AppError("TOO_MANY", `An account has at most ${mostOfOne} access tokens: revoke one first.`);
      }
      return { token, accessToken };
    },
    list: (owner: string | null) => rows.list(owner, clock.now() - forgottenAfterMs),
    async revoke(token: Authorized<AccessToken, "revoke">): Promise<AccessToken> {
      if (token.revokedAt !== null) return token;
      const revokedAt = clock.now();
      await rows.revoke(token.id, revokedAt);
      ended(token.id);
      return { ...token, revokedAt };
    },
    /** Whom the token stands for; null: it is none of ours, or none any more. Throws NOT_SIGNED_IN where it expired. */
    async find(token: string): Promise<Principal | null> {
      if (!token.startsWith(prefix)) return null;
      const found = await rows.ofHash(deps.codes.hash(token));
      const account = found ? await deps.account(found.owner) : null;
      if (!found || !account) return null;
      // Whoever shows it had it: to say why it opens nothing any more tells nobody anything.
      if (found.expiresAt !== null && found.expiresAt <= clock.now()) throw expired(found.expiresAt);
      note(found.id);
      return {
        userId: account.userId,
        role: account.role,
        scopes: found.scopes.filter((scope) => mayHold(account, scope)),
        sessionId: found.id,
        local: false,
        via: "token",
      };
    },
    /** Ends what expired, and what is connected with it; answers their ids. */
    async expire(): Promise<readonly string[]> {
      // Mostly there is none: a look is cheaper than a write.
      const over = (await rows.hasOver(clock.now())) ? await rows.expire(clock.now()) : [];
      for (const id of over) ended(id);
      return over;
    },
    async endAll(owner: string): Promise<void> {
      for (const id of await rows.revokeAll(owner, clock.now())) ended(id);
    },
    /** What their tokens may do has changed: what is connected connects again. */
    async roleChanged(owner: string): Promise<void> {
      for (const { id } of await rows.list(owner, Number.POSITIVE_INFINITY)) holders.letGo(id);
    },
  };
}

function expired(at: number): AppError {
  const when = new Date(at).toISOString().slice(0, 16).replace("T", " ");
  return new AppError("NOT_SIGNED_IN", `This access token expired at ${when} UTC: make a new one.`);
}
