import { lazy, Suspense } from "react";
import { useGoing } from "../current.ts";

const FloatingHeld = lazy(async () => ({ default: (await import("./FloatingHeld.tsx")).FloatingHeld }));

/** What of a call floats above other windows, wherever one reads; gone with the call. */
export function FloatingCall() {
  const going = useGoing();
  return going === null ? null : (
    <Suspense>
      <FloatingHeld going={going} />
    </Suspense>
  );
}
