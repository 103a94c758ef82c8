import { AppError } from "@parley/kernel";
import { covers } from "@parley/protocol";
import type { Authorized, Principal } from "../../platform/call.ts";
import type { ApprovalRow } from "./store.ts";

/** The commands that others ask for are seen with the right of admins. */
export function seesCommands({ scopes }: Principal): boolean {
  return covers(scopes, "operator.admin");
}

/** One's own, and for admins commands. What somebody's run would send elsewhere is nobody else's to read. */
export function maySee(principal: Principal, row: ApprovalRow | undefined): row is ApprovalRow {
  if (!row) return false;
  return row.account === principal.userId || (row.kind === "exec" && seesCommands(principal));
}

/** Nobody answers what they asked themselves by a program's token: an agent would only have to ask. */
export function mayResolve(principal: Principal, row: ApprovalRow | undefined): Authorized<ApprovalRow, "resolve"> {
  if (!maySee(principal, row)) throw new AppError("NOT_FOUND", "unknown approval id");
  if (row.kind === "exec" && principal.role === "member")
    throw new AppError("MISSING_SCOPE", "Only the owner and admins allow commands.");
  // One program may have several names: its token, and that of the device that it showed.
  const asksItself = row.asked_via !== "session" && row.account === principal.userId;
  if (!isPerson(principal) && asksItself) throw new AppError("MISSING_SCOPE", "Whoever asks does not answer.");
  return row as Authorized<ApprovalRow, "resolve">;
}

/** Who may see and take back what was allowed for always: of tools, nobody else says it. */
export function allowsTools(principal: Principal): boolean {
  return principal.role !== "member" && isPerson(principal);
}

/** Throws for who may not say it of a tool. */
export function maySayAlways(principal: Principal, { kind }: ApprovalRow): void {
  if (kind === "tool" && !allowsTools(principal))
    throw new AppError("MISSING_SCOPE", "Only the owner and admins allow a tool for always, and no program of theirs.");
}

/** What is allowed for always is said by a person, never by a program of theirs. */
export function mayReplace(principal: Principal): Authorized<string, "grants"> {
  if (!isPerson(principal)) throw new AppError("MISSING_SCOPE", "A program's token allows nothing for always.");
  return principal.userId as Authorized<string, "grants">;
}

function isPerson(principal: Principal): boolean {
  return principal.via === "session" || principal.local;
}
