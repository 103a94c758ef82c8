import type { Member, RoomDetails } from "@parley/matrix";
import { useEffect } from "react";
import { useBlocked, withoutBlocked } from "../../../shared/blocked-people.ts";
import { useSession } from "../../../shared/contexts.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useTask } from "../../../shared/use-task.ts";

/** Rows that are drawn at once; whoever looks for someone else types their name. */
const most = 50;
/** Of larger servers all members would be fetched, to name a few. */
const largest = 200;

/**
 * Whom to invite into a channel before anyone is searched for: who is in its server and not in it. Those who are invited
 * now stay in their row.
 */
export function useSuggestedPeople(
  { spaceId }: Pick<RoomDetails, "spaceId">,
  inside: ReadonlyMap<string, unknown>,
  invited: ReadonlySet<string>,
): { readonly server: string; readonly people: readonly Member[] } | null {
  const { rooms, moderation, account } = useSession();
  const space = useSignal(rooms.list).spaces.find(({ id }) => id === spaceId);
  const members = useSignal(rooms.members(spaceId ?? ""));
  const blocked = useBlocked();
  const { run } = useTask(async () => void (await moderation.allMembers(spaceId ?? "")));
  const small = space !== undefined && space.memberCount <= largest;
  useEffect(() => {
    if (small) void run();
  }, [small, run]);
  if (space === undefined) return null;
  const others = members.filter(
    ({ userId, membership }) =>
      membership === "join" && userId !== account.userId && (!inside.has(userId) || invited.has(userId)),
  );
  return { server: space.name, people: withoutBlocked(others, blocked).slice(0, most) };
}
