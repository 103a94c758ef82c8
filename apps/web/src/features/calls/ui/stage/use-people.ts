import type { Participant } from "@parley/calls";
import { useCallback } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { stageStrings } from "./strings/index.ts";

/** Who somebody in the call is, as far as the room's members are known here. */
export interface Face {
  /** As they are called here: *You*, and with which device where there are several. */
  readonly name: string;
  /** The name itself, for the picture. */
  readonly plain: string;
  readonly mxc: string | null;
}

export function useFaces(roomId: string): (participant: Participant, all: readonly Participant[]) => Face {
  const t = useStrings(stageStrings);
  const members = useSignal(useSession().rooms.members(roomId));
  return useCallback(
    (participant, all) => {
      const { userId } = participant.member;
      const member = members.find((one) => one.userId === userId);
      const plain = member?.name ?? userId.slice(1).split(":")[0] ?? userId;
      const name = participant.own ? t("you") : plain;
      const first = all.find((one) => one.member.userId === userId);
      const again = first !== undefined && first.identity !== participant.identity;
      return {
        name: again ? t("another", { name: first.own ? t("you") : name }) : name,
        plain,
        mxc: member?.avatarMxc ?? null,
      };
    },
    [members, t],
  );
}

/** The same by identity; null for whom is not in the call. */
export function useNames(roomId: string, all: readonly Participant[]): (identity: string) => string | null {
  const faceOf = useFaces(roomId);
  return useCallback(
    (identity) => {
      const one = all.find((participant) => participant.identity === identity);
      return one === undefined ? null : faceOf(one, all).name;
    },
    [faceOf, all],
  );
}
