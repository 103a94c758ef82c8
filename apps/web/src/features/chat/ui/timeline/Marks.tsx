import { createContext, type ReactNode, useContext, useMemo } from "react";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useMessageRoom } from "./actions.ts";

interface Marks {
  /** The key of the message that is being edited. */
  readonly edited: string | null;
  /** Ids of events. */
  readonly pinned: readonly string[];
}

const MarksContext = createContext<Marks>({ edited: null, pinned: [] });

/** What single messages of the room are marked with: one part listens for all, since a change of room draws dozens. */
export function MarksProvider({ children }: { readonly children: ReactNode }) {
  const room = useMessageRoom();
  const edited = useSignal(room.edited);
  const pinned = useSignal(room.pins.ids);
  return <MarksContext value={useMemo(() => ({ edited, pinned }), [edited, pinned])}>{children}</MarksContext>;
}

export const useMarks = (): Marks => useContext(MarksContext);
