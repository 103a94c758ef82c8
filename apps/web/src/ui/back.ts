import { createContext, useContext, useEffect, useRef } from "react";

/** Lets the device's way back close what lies over the page. Filled by the app where that is how people leave things. */
export interface BackLayers {
  /** A layer has opened: going back closes it from now on. The returned function says that it is gone. */
  open(close: () => void): () => void;
}

const nothing: BackLayers = { open: () => () => {} };

export const BackLayersContext = createContext<BackLayers>(nothing);

/** While `open`, going back closes this layer and nothing else. */
export function useBackCloses(open: boolean, onClose: () => void): void {
  const layers = useContext(BackLayersContext);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  useEffect(() => (open ? layers.open(() => close.current()) : undefined), [open, layers]);
}
