import { createContext, useContext } from "react";

/** The right panel of a room: beside the content where there is room, over it elsewhere. Filled by `app/`. */
export interface Panel {
  readonly open: boolean;
  toggle(): void;
  close(): void;
}

export const PanelContext = createContext<Panel>({ open: false, toggle() {}, close() {} });

export const usePanel = (): Panel => useContext(PanelContext);
