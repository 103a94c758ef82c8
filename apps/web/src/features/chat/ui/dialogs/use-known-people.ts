import { computed } from "@parley/kernel";
import { useMemo } from "react";
import { withoutBlocked } from "../../../../shared/blocked-people.ts";
import { useSession } from "../../../../shared/contexts.ts";
import { useSignal } from "../../../../shared/use-signal.ts";

export interface Person {
  readonly userId: string;
  readonly name: string;
  readonly avatarMxc: string | null;
}

const most = 12;
/** Of larger servers all members would be fetched, to name a few. */
const largest = 200;
const servers = 3;

/** Whom one has written to last, then who is in one's smaller servers: before anyone is searched for. Nobody blocked. */
export function useKnownPeople(): readonly Person[] {
  const {
    rooms,
    account,
    people: { blocked },
  } = useSession();
  const known = useMemo(
    () =>
      computed(() => {
        const { directs, spaces } = rooms.list.value;
        const people = new Map<string, Person>();
        for (const { directUserId: userId, name, avatarMxc } of directs)
          if (userId !== null) people.set(userId, { userId, name, avatarMxc });
        for (const { id } of spaces.filter(({ memberCount }) => memberCount <= largest).slice(0, servers)) {
          for (const { userId, name, avatarMxc, membership } of rooms.members(id).value)
            if (membership === "join" && !people.has(userId)) people.set(userId, { userId, name, avatarMxc });
        }
        people.delete(account.userId);
        return withoutBlocked([...people.values()], blocked.value).slice(0, most);
      }),
    [rooms, account, blocked],
  );
  return useSignal(known);
}
