import { useLocation, useRouter } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import type { Panel, PanelKind } from "../../shared/panel.ts";
import { usePreferences } from "../../shared/preferences.ts";
import type { Viewport } from "../../shared/viewport.ts";

/** What the address says of the panel where it is a level of its own. */
const searchOf = (kind: PanelKind): string => `?panel=${kind}`;
const kinds: readonly PanelKind[] = ["members", "pins"];

/**
 * Beside the content the members stay as they were left, and everything else goes with the place; over the content the
 * panel closes with each change of place. On a phone it is a level above the room, with an address: the browser's Back
 * leads from it to the room.
 */
export function usePanelState(viewport: Viewport, placeHref: string): Panel {
  const { history } = useRouter();
  const { searchStr } = useLocation();
  const { membersShown, set } = usePreferences();
  const [over, setOver] = useState<PanelKind | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new place closes what lies over it
  useEffect(() => setOver(null), [placeHref, viewport]);
  const shown = {
    wide: over ?? (membersShown ? "members" : null),
    mid: over,
    phone: kinds.find((kind) => searchStr === searchOf(kind)) ?? null,
  }[viewport];
  return useMemo(() => {
    const change = (next: PanelKind | null) => {
      if (next === shown) return;
      if (viewport === "wide") {
        setOver(next === "members" ? null : next);
        // What lies in their place for a while says nothing of the members.
        if (next === "members" || (next === null && shown === "members")) set({ membersShown: next !== null });
      } else if (viewport === "mid") setOver(next);
      else if (next !== null && shown !== null) history.replace(placeHref + searchOf(next));
      else if (next !== null) history.push(placeHref + searchOf(next));
      else if (history.canGoBack()) history.back();
      else history.replace(placeHref);
    };
    return {
      open: shown !== null,
      kind: shown ?? "members",
      over: viewport === "mid",
      toggle: (kind = "members") => change(shown === kind ? null : kind),
      close: () => change(null),
    };
  }, [shown, viewport, placeHref, history, set]);
}
