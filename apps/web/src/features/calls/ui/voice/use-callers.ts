import type { CallMember, Member } from "@parley/matrix";
import { useMemo } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import { useSignal } from "../../../../shared/use-signal.ts";

/** Somebody who is in a room's call, once, with however many devices. */
export interface Caller {
  readonly userId: string;
  readonly name: string;
  readonly mxc: string | null;
}

/** Who has a place in the call, the first to come first; by their id while the room's members are not known here. */
export function callersOf(places: readonly CallMember[], members: readonly Member[]): readonly Caller[] {
  const wanted = [...new Set(places.map(({ userId }) => userId))];
  return wanted.map((userId) => {
    const member = members.find((one) => one.userId === userId);
    const plain = userId.slice(1).split(":")[0] ?? userId;
    return { userId, name: member?.name || plain || userId, mxc: member?.avatarMxc ?? null };
  });
}

/** The same of a room whose call somebody is in: it is known then. */
export function useCallers(roomId: string): readonly Caller[] {
  const { calls, rooms } = useSession();
  const places = useSignal(useMemo(() => calls.members(roomId), [calls, roomId]));
  const members = useSignal(rooms.members(roomId));
  return useMemo(() => callersOf(places, members), [places, members]);
}
