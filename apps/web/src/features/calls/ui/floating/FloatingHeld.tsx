import { useEffect } from "react";
import { useSignal } from "../../../../shared/use-signal.ts";
import { type Going, isOver } from "../../model/current-call.ts";
import { useForMe } from "../use-for-me.ts";
import { FloatingVideo } from "./FloatingVideo.tsx";
import { FloatingWindow } from "./FloatingWindow.tsx";
import { type Floating, floatingOf, sink } from "./floating.ts";

/** Draws what floats above other windows, and takes it down when it is closed or the call is over. */
export function FloatingHeld({ going }: { readonly going: Going }) {
  const signal = floatingOf(going);
  const floating = useSignal<Floating | null>(signal);
  const forMe = useForMe(going);
  const call = useSignal(going.call);
  const over = isOver(useSignal(going.state));
  useEffect(() => {
    if (floating === null) return;
    if (over) signal.value = null;
    return () => sink(floating);
  }, [floating, over, signal]);
  if (floating === null || call === null || over) return null;
  return floating.kind === "window" ? (
    <FloatingWindow going={going} call={call} window={floating.window} />
  ) : (
    <FloatingVideo call={call} forMe={forMe} element={floating.element} />
  );
}
