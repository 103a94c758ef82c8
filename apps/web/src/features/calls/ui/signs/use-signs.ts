import { useContext } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import { ClockContext } from "../../../../shared/time.ts";
import type { Going } from "../../model/current-call.ts";
import { createSigns, type Signs } from "../../model/signs.ts";

const perCall = new WeakMap<Going, Signs>();

/** Raised hands and reactions of a call, the same wherever it is looked at. */
export function useSigns(going: Going): Signs {
  const { callSigns } = useSession();
  const clock = useContext(ClockContext);
  const known = perCall.get(going);
  if (known !== undefined) return known;
  const made = createSigns(() => callSigns.open(going.roomId), going.state, clock);
  perCall.set(going, made);
  return made;
}
