import { lazy, Suspense, useEffect } from "react";
import { useSignal } from "../../../../shared/use-signal.ts";
import { type Going, isOver } from "../../model/current-call.ts";
import { useGoing } from "../current.ts";
import { type Floating, floatingOf, sink } from "./floating.ts";

const FloatingWindow = lazy(async () => ({ default: (await import("./FloatingWindow.tsx")).FloatingWindow }));
const FloatingVideo = lazy(async () => ({ default: (await import("./FloatingVideo.tsx")).FloatingVideo }));

/** Draws what floats above other windows, wherever one reads; gone with the call. */
export function FloatingCall() {
  const going = useGoing();
  return going === null ? null : <Held going={going} />;
}

function Held({ going }: { readonly going: Going }) {
  const signal = floatingOf(going);
  const floating = useSignal<Floating | null>(signal);
  const call = useSignal(going.call);
  const over = isOver(useSignal(going.state));
  useEffect(() => {
    if (floating === null) return;
    if (over) signal.value = null;
    return () => sink(floating);
  }, [floating, over, signal]);
  if (floating === null || call === null || over) return null;
  return (
    <Suspense>
      {floating.kind === "window" ? (
        <FloatingWindow going={going} call={call} window={floating.window} />
      ) : (
        <FloatingVideo call={call} forMe={going.view.forMe} element={floating.element} />
      )}
    </Suspense>
  );
}
