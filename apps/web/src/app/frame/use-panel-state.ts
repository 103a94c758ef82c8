import { useLocation, useRouter } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import type { Panel } from "../../shared/panel.ts";
import { usePreferences } from "../../shared/preferences.ts";
import type { Viewport } from "../../shared/viewport.ts";

/** What the address says of the panel where it is a level of its own. */
const panelSearch = "?panel=members";

/**
 * Beside the content the panel stays as it was left; over the content it closes with each change of place. On a phone
 * it is a level above the room, with an address: the browser's Back leads from it to the room.
 */
export function usePanelState(viewport: Viewport, placeHref: string): Panel {
  const { history } = useRouter();
  const { searchStr } = useLocation();
  const { membersShown, set } = usePreferences();
  const [over, setOver] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new place closes what lies over it
  useEffect(() => setOver(false), [placeHref, viewport]);
  const open = { wide: membersShown, mid: over, phone: searchStr === panelSearch }[viewport];
  return useMemo(() => {
    const change = (next: boolean) => {
      if (next === open) return;
      if (viewport === "wide") set({ membersShown: next });
      else if (viewport === "mid") setOver(next);
      else if (next) history.push(placeHref + panelSearch);
      else if (history.canGoBack()) history.back();
      else history.replace(placeHref);
    };
    return { open, toggle: () => change(!open), close: () => change(false) };
  }, [open, viewport, placeHref, history, set]);
}
