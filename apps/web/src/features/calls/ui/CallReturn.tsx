import { lazy, Suspense, useEffect, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { useClock } from "../../../shared/time.ts";
import type { CurrentCall } from "../model/current-call.ts";
import { isOver } from "../model/current-call.ts";
import { forgetLeftCall, keepLeftCall, readLeftCall } from "../model/left-call.ts";
import { useGoing } from "./current.ts";

const ReturnBanner = lazy(async () => ({ default: (await import("./ReturnBanner.tsx")).ReturnBanner }));

/** Where the browser keeps nothing there is nothing to go back to. */
function within<T>(work: (kept: Storage) => T): T | null {
  try {
    return work(sessionStorage);
  } catch {
    return null;
  }
}

/** After a reload in a call: what has become of it, and the way back. */
export function CallReturn() {
  const clock = useClock();
  const [call, setCall] = useState(() => within((kept) => readLeftCall(kept, clock.now())));
  const { account } = useSession();
  const inAnother = useGoing() !== null;
  const forget = () => {
    within(forgetLeftCall);
    setCall(null);
  };
  useEffect(() => {
    if (!inAnother) return;
    within(forgetLeftCall);
    setCall(null);
  }, [inAnother]);
  if (call === null || inAnother || call.userId !== account.userId) return null;
  return (
    <Suspense>
      <ReturnBanner call={call} onForget={forget} />
    </Suspense>
  );
}

/** A page that goes away ends its call at once: nobody is left standing in it. The page that comes next knows of it. */
export function useLeaveWithPage(current: CurrentCall | null, userId: string | undefined): void {
  const clock = useClock();
  useEffect(() => {
    if (current === null) return;
    const leave = () => {
      const going = current.now.peek();
      if (going !== null && userId !== undefined && !isOver(going.state.peek())) {
        const intent = going.call.peek()?.camera.peek().on === true ? "video" : "audio";
        within((kept) => keepLeftCall(kept, { userId, roomId: going.roomId, intent }, clock.now()));
      }
      void current.leave();
    };
    window.addEventListener("pagehide", leave);
    return () => window.removeEventListener("pagehide", leave);
  }, [current, userId, clock]);
}
