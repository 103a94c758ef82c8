import { AppError } from "@parley/kernel";
import { type AccessToken, type Account, covers, type ScopeName, scopesOfRole } from "@parley/protocol";
import type { Authorized, Principal } from "../../platform/call.ts";

/** What a token is to be. */
interface Wanted {
  readonly owner: string;
  readonly scopes: readonly ScopeName[];
}

/**
 * Whoever signed in makes tokens with scopes that they hold and their role allows; a program's token makes none. Nor do
 * accounts of elsewhere: nobody tells us when they end.
 */
export function mayCreate(
  principal: Principal,
  { account, isHere }: { readonly account: Account | null; readonly isHere: boolean },
  scopes: readonly ScopeName[],
): Authorized<Wanted, "create"> {
  if (principal.via !== "session") throw new AppError("MISSING_SCOPE", "A program's token makes no others.");
  if (account === null) throw new AppError("SETUP_NEEDED", "This server has no owner yet: nobody could own the token.");
  if (!isHere) throw new AppError("NOT_OFFERED", "Accounts of other homeservers have no access tokens here.");
  const refused = scopes.find((scope) => !covers(principal.scopes, scope) || !mayHold(account, scope));
  if (refused !== undefined) {
    throw new AppError("MISSING_SCOPE", `A token gets at most what its maker holds: not ${refused}.`, {
      details: { missingScope: refused },
    });
  }
  return allowed({ owner: account.userId, scopes: [...new Set(scopes)] });
}

/** My own, by a session; everybody's as an admin; a program's token ends nothing but itself. */
export function mayRevoke(principal: Principal, token: AccessToken | null): Authorized<AccessToken, "revoke"> {
  if (token === null || (token.owner !== principal.userId && !seesAll(principal))) {
    throw new AppError("NOT_FOUND", "There is no such access token.");
  }
  if (principal.via !== "session" && principal.sessionId !== token.id) {
    throw new AppError("MISSING_SCOPE", "A program's token ends nothing but itself.");
  }
  return allowed(token);
}

/** The owner, who has just signed in: it opens the way to everything that is theirs. */
export function maySetPassword(principal: Principal): void {
  if (principal.role !== "owner" && !principal.local) throw new AppError("MISSING_SCOPE", "Only the owner does this.");
  if (principal.via !== "session") throw new AppError("MISSING_SCOPE", "Only who signed in does this, no program.");
}

export function seesAll(principal: Principal): boolean {
  return principal.via === "session" && covers(principal.scopes, "operator.admin");
}

export function mayHold(account: Account, scope: ScopeName): boolean {
  return scopesOfRole[account.role].includes(scope);
}

/** For the policies of this module alone. */
export function allowed<T, Right extends string>(value: T): Authorized<T, Right> {
  return value as Authorized<T, Right>;
}
