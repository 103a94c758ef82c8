import type { Session } from "@parley/matrix";
import { useCallback, useEffect, useRef } from "react";
import { useAccess } from "../../../../shared/access.ts";
import { type Place, useNavigation } from "../../../../shared/navigation.ts";

/** Takes someone in who has just signed in here. Whoever is in already is led away: one device runs one account. */
export function useEnter(): (session: Session, place: Place) => void {
  const { session, enter } = useAccess();
  const navigation = useNavigation();
  const entering = useRef(false);
  const isMember = session !== null;
  useEffect(() => {
    if (isMember && !entering.current) navigation.go({ at: "chats" }, { replace: true });
  }, [isMember, navigation]);
  return useCallback(
    (fresh, place) => {
      entering.current = true;
      enter(fresh);
      navigation.go(place, { replace: true });
    },
    [enter, navigation],
  );
}
