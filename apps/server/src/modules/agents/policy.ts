import { AppError } from "@parley/kernel";
import { covers } from "@parley/protocol";
import type { Principal } from "../../platform/call.ts";
import type { AgentRow } from "./store.ts";

/** Mine, and those that all may talk to. To everyone else an agent does not exist; an admin sees all. */
export function mayTalk(principal: Principal, row: AgentRow | undefined): row is AgentRow {
  if (!row) return false;
  return row.shared !== 0 || row.owner === principal.userId || isAdmin(principal);
}

/** What an agent is told is for who made it, and for admins; others talk to it. */
export function mayRead(principal: Principal, row: AgentRow): AgentRow {
  if (row.owner === principal.userId || isAdmin(principal)) return row;
  throw new AppError("MISSING_SCOPE", "Only its owner and admins see what an agent is told.");
}

/** Its owner, and an admin what belongs to everyone; what somebody keeps to themselves is no admin's to write. */
export function mayChange(principal: Principal, row: AgentRow | undefined): AgentRow {
  if (!mayTalk(principal, row)) throw new AppError("NOT_FOUND", "There is no such agent.");
  const own = row.owner === principal.userId;
  if (!own && !(isAdmin(principal) && row.shared !== 0)) {
    throw new AppError("MISSING_SCOPE", "Only its owner changes this agent.");
  }
  return row;
}

/** What everyone may talk to costs everyone's money: an admin says so. */
export function mayShare(principal: Principal, shared: boolean | undefined): void {
  if (shared === true && !isAdmin(principal)) {
    throw new AppError("MISSING_SCOPE", "Only an admin shares an agent with everyone.");
  }
}

/** Programs run on everyone's machine: an admin says so. */
export function mayLetRun(principal: Principal, exec: boolean | undefined): void {
  if (exec === true && !isAdmin(principal)) {
    throw new AppError("MISSING_SCOPE", "Only an admin lets an agent run programs.");
  }
}

function isAdmin(principal: Principal): boolean {
  return covers(principal.scopes, "operator.admin");
}
