import { createContext, useContext } from "react";

export type PanelKind = "members" | "pins";

/** The id of the heading of whatever stands at the right: its region is called as it says. */
export const panelTitleId = "panel-title";

/** The right panel of a room: beside the content where there is room, over it elsewhere. Filled by `app/`. */
export interface Panel {
  readonly open: boolean;
  /** What it shows when it is open. */
  readonly kind: PanelKind;
  /** Lies over something: there has to be a way to close it. */
  readonly over?: boolean;
  /** Shows one thing, or hides it again. */
  toggle(kind?: PanelKind): void;
  close(): void;
}

export const PanelContext = createContext<Panel>({ open: false, kind: "members", toggle() {}, close() {} });

export const usePanel = (): Panel => useContext(PanelContext);
