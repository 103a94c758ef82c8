import { type ComponentType, lazy } from "react";

/** A part that is fetched after the first paint and that the frame can do without: nothing stands where it cannot be had. */
export function optionalPart<P extends object>(load: () => Promise<ComponentType<P>>) {
  return lazy<ComponentType<P>>(() =>
    load().then(
      (found) => ({ default: found }),
      () => ({ default: () => null }),
    ),
  );
}
