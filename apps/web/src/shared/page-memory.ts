import { createContext, useContext, useState } from "react";

/** Names the entry of the history that is shown: Back leads to it again, scrolled as it was left. Filled by `app/`. */
export const EntryContext = createContext<string | undefined>(undefined);

/** The memory of a page's `ScrollArea`: that of the entry with which the page came, for a dialog may add one of its own. */
export function usePageMemory(): { readonly memory?: string } {
  const entry = useContext(EntryContext);
  const [memory] = useState(entry);
  return memory === undefined ? {} : { memory: `page ${memory}` };
}
