import type { SendState } from "@parley/matrix";
import { useContext, useEffect, useState } from "react";
import { ChatWorldContext } from "../world.ts";

/** Whether a message has been on its way for so long. */
export function useOverdue(send: SendState | null, afterMs: number): boolean {
  const { clock } = useContext(ChatWorldContext);
  const since = send === null || send.state === "failed" ? null : send.since;
  const [overdue, setOverdue] = useState(false);
  useEffect(() => {
    if (since === null) {
      setOverdue(false);
      return;
    }
    const rest = since + afterMs - clock.now();
    if (rest <= 0) {
      setOverdue(true);
      return;
    }
    return clock.after(rest, () => setOverdue(true));
  }, [clock, since, afterMs]);
  return overdue;
}
