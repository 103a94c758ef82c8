import { lazy, Suspense } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useGoing } from "../current.ts";

const RingCards = lazy(async () => ({ default: (await import("./RingCards.tsx")).RingCards }));

const Ringback = lazy(async () => ({ default: (await import("./Ringback.tsx")).Ringback }));

/** Who calls, above everything, and the tone while one's own call rings; nothing while nobody does. */
export function Rings() {
  const { ringing } = useSession();
  const rings = useSignal(ringing.incoming);
  const rung = useSignal(ringing.outgoing).get(useGoing()?.roomId ?? "");
  return (
    <Suspense fallback={null}>
      {rings.length > 0 && <RingCards rings={rings} />}
      {rung?.state === "ringing" && <Ringback />}
    </Suspense>
  );
}
