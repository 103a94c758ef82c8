import { AppError } from "@parley/kernel";
import { covers } from "@parley/protocol";
import type { Authorized, Principal } from "../../platform/call.ts";

/** Everyone carries off what is theirs; an admin anyone's, as a person may ask for it on paper. */
export function mayExport(principal: Principal, userId: string): Authorized<string, "export"> {
  return ofMine(principal, userId) as Authorized<string, "export">;
}

/** Everyone erases what is theirs; an admin anyone's. */
export function mayPurge(principal: Principal, userId: string): Authorized<string, "purge"> {
  return ofMine(principal, userId) as Authorized<string, "purge">;
}

function ofMine(principal: Principal, userId: string): string {
  if (userId !== principal.userId && !covers(principal.scopes, "operator.admin")) {
    throw new AppError("MISSING_SCOPE", "Only an admin may do this for another account.");
  }
  return userId;
}
