import type { Call } from "@parley/calls";
import { useEffect } from "react";
import { useSignal } from "../../../../shared/use-signal.ts";
import type { ForMe } from "../../model/for-me.ts";
import { useFeatured } from "./use-featured.ts";

/** Keeps the picture that floats that of whoever stands for the call. */
export function FloatingVideo({
  call,
  forMe,
  element,
}: {
  readonly call: Call;
  readonly forMe: ForMe;
  readonly element: HTMLVideoElement;
}) {
  const { tile } = useFeatured(call);
  useSignal(forMe.changed);
  const video = tile !== null && forMe.isShown(tile.key, tile.participant.own) ? tile.video : null;
  useEffect(() => video?.attach(element), [video, element]);
  return null;
}
