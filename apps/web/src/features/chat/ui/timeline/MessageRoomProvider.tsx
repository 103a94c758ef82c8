import { createContext, type ReactNode, useContext, useMemo } from "react";
import { useSignal } from "../../../../shared/use-signal.ts";
import { type MessageRoom, MessageRoomContext } from "./actions.ts";

interface Marks {
  /** The key of the message that is being edited. */
  readonly edited: string | null;
  /** Ids of events. */
  readonly pinned: readonly string[];
}

const MarksContext = createContext<Marks>({ edited: null, pinned: [] });

/**
 * The room around messages, and what single ones of them are marked with: one part listens for all, since a change of
 * room draws dozens.
 */
export function MessageRoomProvider({
  value,
  children,
}: {
  readonly value: MessageRoom;
  readonly children: ReactNode;
}) {
  const edited = useSignal(value.edited);
  const pinned = useSignal(value.pins.ids);
  return (
    <MessageRoomContext value={value}>
      <MarksContext value={useMemo(() => ({ edited, pinned }), [edited, pinned])}>{children}</MarksContext>
    </MessageRoomContext>
  );
}

export const useMarks = (): Marks => useContext(MarksContext);
