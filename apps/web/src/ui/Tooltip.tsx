import { cloneElement, type ReactElement } from "react";
import { type TipProps, type TipSide, tipProps } from "./tips.ts";

/** Names what a sign means on hover and focus. Never the only place where something is said. */
export function Tooltip({
  label,
  keys,
  side = "top",
  children,
}: {
  readonly label: string;
  readonly keys?: string;
  readonly side?: TipSide;
  /** An element of the page, or what hands its properties on to one. */
  readonly children: ReactElement<TipProps>;
}) {
  return cloneElement(children, tipProps(label, keys, side));
}
