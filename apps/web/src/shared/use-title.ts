import { createContext, useContext, useEffect } from "react";
import { afterPaint } from "./after-paint.ts";

/** Sets the title of the tab. Filled by the entry; silent elsewhere. */
export const TitleContext = createContext<(title: string) => void>(() => {});

/** Names the tab after the place: `design · Atelier`. What waits is counted around it. */
export function useTitle(parts: readonly (string | null | undefined)[]): void {
  const setTitle = useContext(TitleContext);
  const title = [...parts, "Parley"].filter(Boolean).join(" · ");
  // What the tab shows may follow what the page shows.
  useEffect(() => afterPaint(() => setTitle(title)), [setTitle, title]);
}
