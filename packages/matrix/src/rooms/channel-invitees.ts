import { sleep } from "@parley/kernel";
import { toMatrixError } from "../errors.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";

const maxInvitees = 100;
/** Pace of single invitations, in milliseconds: what our homeserver allows a person for as long as it takes. */
const paceMs = 1000;
const maxPauseMs = 60_000;
const maxTries = 3;
const retryable: ReadonlySet<string> = new Set(["MATRIX_RATE_LIMITED", "MATRIX_UNREACHABLE", "MATRIX_TIMEOUT"]);

/** The members of a space whom its new channel is for: all that have joined but me, at most 100. Never fails. */
export async function inviteesOf({ client, account, ports }: ClientHandle, spaceId: string): Promise<string[]> {
  const space = client.getRoom(spaceId);
  if (space === null) return [];
  await space.loadMembersIfNeeded().catch((thrown) => {
    // Those that are known are invited then; the others may join by the channel's rule.
    ports.log.info("a space's members could not be listed", { code: toMatrixError(thrown).code });
  });
  return space
    .getJoinedMembers()
    .map((member) => member.userId)
    .filter((userId) => userId !== account.userId)
    .slice(0, maxInvitees);
}

/**
 * Invites people one by one at a pace that no limit is hurt by, each with the keys of what has been said (MSC4268).
 * Resolves at the end, or when the client stops; whoever could not be invited may join by the channel's rule.
 */
export async function inviteOneByOne(handle: ClientHandle, roomId: string, userIds: readonly string[]): Promise<void> {
  const { client, ports, scope } = handle;
  for (const userId of userIds) {
    for (let tries = 1; tries <= maxTries; tries++) {
      if (scope.ended) return;
      const standing = client.getRoom(roomId)?.getMember(userId)?.membership;
      if (standing === "join" || standing === "invite") break;
      let pauseMs = paceMs;
      let again = false;
      try {
        await client.invite(roomId, userId);
      } catch (thrown) {
        const fault = toMatrixError(thrown);
        again = retryable.has(fault.code);
        pauseMs = Math.min(maxPauseMs, Math.max(fault.retryAfterMs ?? 0, paceMs * 5 ** (again ? tries : 0)));
        ports.log.info("a member could not be invited to a new channel", { code: fault.code });
      }
      try {
        await sleep(ports.clock, pauseMs, scope.signal);
      } catch {
        return;
      }
      if (!again) break;
    }
  }
}
