import { AppError, serverNameOf } from "@parley/kernel";
import { covers } from "@parley/protocol";
import type { Authorized, Principal } from "../../platform/call.ts";

import type { InviteRow } from "./store.ts";

/** Members invite; those of another homeserver do not: an invitation makes accounts on ours. Answers who invites. */
export function mayInvite({ userId, local }: Principal, ownName: string | null): Authorized<string, "invite"> {
  if (!local && serverNameOf(userId) !== ownName) {
    throw new AppError("MISSING_SCOPE", "Accounts of other homeservers make no invitations here.");
  }
  return userId as Authorized<string, "invite">;
}

/** Whoever made an invitation takes it back; so does an admin. To everyone else it does not exist. */
export function mayRevoke(principal: Principal, invite: InviteRow | undefined): Authorized<InviteRow, "revoke"> {
  if (!invite || (invite.created_by !== principal.userId && !seesAll(principal))) throw notFound();
  return invite as Authorized<InviteRow, "revoke">;
}

/** Only the inviter says that a newcomer was welcomed: their client did it. */
export function mayWelcome(principal: Principal, invite: InviteRow | undefined): Authorized<InviteRow, "welcome"> {
  if (!invite || invite.created_by !== principal.userId) throw notFound();
  return invite as Authorized<InviteRow, "welcome">;
}

/** An admin sees all invitations, everyone else their own. */
export function seesAll(principal: Principal): boolean {
  return covers(principal.scopes, "operator.admin");
}

function notFound(): AppError {
  return new AppError("NOT_FOUND", "There is no such invitation of yours.");
}
