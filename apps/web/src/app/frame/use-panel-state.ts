import { useEffect, useMemo, useState } from "react";
import type { Panel } from "../../shared/panel.ts";
import { usePreferences } from "../../shared/preferences.ts";
import type { Viewport } from "../../shared/viewport.ts";

/** Beside the content the panel stays as it was left; over the content it closes with each change of place. */
export function usePanelState(viewport: Viewport, placeKey: string): Panel {
  const { membersShown, set } = usePreferences();
  const [over, setOver] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new place closes what lies over it
  useEffect(() => setOver(false), [placeKey, viewport]);
  const open = viewport === "wide" ? membersShown : over;
  return useMemo(() => {
    const change = (next: boolean) => (viewport === "wide" ? set({ membersShown: next }) : setOver(next));
    return { open, toggle: () => change(!open), close: () => change(false) };
  }, [open, viewport, set]);
}
