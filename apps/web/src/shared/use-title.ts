import { createContext, useContext, useEffect } from "react";

/** Sets the title of the tab. Filled by the entry; silent elsewhere. */
export const TitleContext = createContext<(title: string) => void>(() => {});

/** Names the tab after the place: `design · Atelier`, with the number of mentions in front. */
export function useTitle(parts: readonly (string | null | undefined)[], mentions = 0): void {
  const setTitle = useContext(TitleContext);
  const name = [...parts, "Parley"].filter(Boolean).join(" · ");
  const title = mentions > 0 ? `(${mentions}) ${name}` : name;
  useEffect(() => setTitle(title), [setTitle, title]);
}
