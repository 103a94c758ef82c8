import { AppError } from "@parley/kernel";
import { covers } from "@parley/protocol";
import type { Authorized, Principal } from "../../platform/call.ts";

/** Everyone sees what they used themselves; an admin what anyone did. Null: everyone's. */
export function maySee(
  principal: Principal,
  account: string | null,
): Authorized<{ readonly account: string | null }, "usage"> {
  if (account !== principal.userId && !covers(principal.scopes, "operator.admin")) {
    throw new AppError("MISSING_SCOPE", "Only an admin sees what others use.");
  }
  return { account } as Authorized<{ readonly account: string | null }, "usage">;
}
