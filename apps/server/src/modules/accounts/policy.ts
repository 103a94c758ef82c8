import { AppError, serverNameOf } from "@parley/kernel";
import type { Account } from "@parley/protocol";
import type { Authorized, Principal } from "../../platform/call.ts";

/** Only the owner gives and takes roles; the owner's own is not given away, and accounts of elsewhere stay members. */
export function mayChangeRole(
  principal: Principal,
  target: Account,
  ownName: string | null,
): Authorized<Account, "role"> {
  if (principal.role !== "owner") throw new AppError("MISSING_SCOPE", "Only the owner changes roles.");
  if (target.role === "owner") throw new AppError("MISSING_SCOPE", "Ownership is not given away here.");
  if (isFromElsewhere(target, ownName)) {
    throw new AppError("MISSING_SCOPE", "Accounts of other homeservers are members here and nothing more.");
  }
  return target as Authorized<Account, "role">;
}

/** The owner resets anyone's password; an admin only members'; whoever holds the data folder anyone's. */
export function mayResetPassword(
  principal: Principal,
  target: Account,
  ownName: string | null,
): Authorized<Account, "password"> {
  if (!principal.local && principal.role !== "owner" && target.role !== "member") {
    throw new AppError("MISSING_SCOPE", "An admin resets the passwords of members only.");
  }
  if (isFromElsewhere(target, ownName)) {
    throw new AppError("NOT_OFFERED", "Passwords of accounts of another homeserver are reset there.");
  }
  return target as Authorized<Account, "password">;
}

function isFromElsewhere({ userId }: Account, ownName: string | null): boolean {
  const name = serverNameOf(userId);
  return ownName !== null && name !== null && name !== ownName;
}
