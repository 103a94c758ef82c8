import { useMemo } from "react";
import { useSession } from "../../shared/contexts.ts";
import type { Panel } from "../../shared/panel.ts";
import { useSignal } from "../../shared/use-signal.ts";
import type { Viewport } from "../../shared/viewport.ts";
import { usePanelState } from "./use-panel-state.ts";

/** The panel as it is shown: of what another tab holds there are no members here. */
export function useShownPanel(viewport: Viewport, placeHref: string): Panel {
  const panel = usePanelState(viewport, placeHref);
  const away = useSignal(useSession().connection).state === "elsewhere";
  return useMemo(() => (away ? { ...panel, open: false } : panel), [panel, away]);
}
