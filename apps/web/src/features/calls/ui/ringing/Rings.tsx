import { lazy, Suspense } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import { useSignal } from "../../../../shared/use-signal.ts";

const RingCards = lazy(async () => ({ default: (await import("./RingCards.tsx")).RingCards }));

/** Who calls, above everything; nothing while nobody does. */
export function Rings() {
  const rings = useSignal(useSession().ringing.incoming);
  if (rings.length === 0) return null;
  return (
    <Suspense fallback={null}>
      <RingCards rings={rings} />
    </Suspense>
  );
}
