import { lazy, Suspense, useEffect, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { leftCallKey } from "../../../shared/kept.ts";
import { useClock } from "../../../shared/time.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import type { CurrentCall } from "../model/current-call.ts";
import { isOver } from "../model/current-call.ts";
import { forgetLeftCall, keepLeftCall, type LeftCall, readLeftCall } from "../model/left-call.ts";
import { useGoing } from "./current.ts";

const ReturnBanner = lazy(async () => ({ default: (await import("./ReturnBanner.tsx")).ReturnBanner }));

/** Where the browser keeps nothing there is nothing to go back to. */
function within<T>(store: "sessionStorage" | "localStorage", work: (kept: Storage) => T): T | null {
  try {
    return work(window[store]);
  } catch {
    return null;
  }
}

const forgetBoth = () => {
  within("sessionStorage", forgetLeftCall);
  within("localStorage", forgetLeftCall);
};

/** After a reload in a call, or once Parley went on here with the call of another tab: what has become of it, and the way back. */
export function CallReturn() {
  const clock = useClock();
  const [call, setCall] = useState(() => within("sessionStorage", (kept) => readLeftCall(kept, clock.now())));
  const [moved, setMoved] = useState(false);
  const { account, connection } = useSession();
  const inAnother = useGoing() !== null;
  // It may be heard before this tab is the one that Parley runs in; another one that only looks on shows nothing.
  const away = useSignal(connection).state === "elsewhere";
  const forget = () => {
    forgetBoth();
    setCall(null);
  };
  useEffect(() => {
    if (!inAnother) return;
    forgetBoth();
    setCall(null);
  }, [inAnother]);
  useEffect(() => {
    // Only other tabs are told of what one writes.
    const heard = ({ key, newValue }: StorageEvent) => {
      if (key !== leftCallKey || newValue === null) return;
      setMoved(true);
      setCall(within("localStorage", (kept) => readLeftCall(kept, clock.now())));
    };
    window.addEventListener("storage", heard);
    return () => window.removeEventListener("storage", heard);
  }, [clock]);
  if (call === null || inAnother || away || call.userId !== account.userId) return null;
  return (
    <Suspense>
      <ReturnBanner call={call} moved={moved} onForget={forget} />
    </Suspense>
  );
}

/** The call that runs in this tab, as whoever comes back to it needs to know. */
function leftOf(current: CurrentCall, userId: string): LeftCall | null {
  const going = current.now.peek();
  if (going === null || isOver(going.state.peek())) return null;
  const intent = going.call.peek()?.camera.peek().on === true ? "video" : "audio";
  return { userId, roomId: going.roomId, intent };
}

/** Parley goes on in another tab, and the call ends with that: the other one hears which. `now` in milliseconds since the epoch. */
export function tellNextTab(current: CurrentCall, userId: string, now: number): void {
  const left = leftOf(current, userId);
  if (left !== null) within("localStorage", (kept) => keepLeftCall(kept, left, now));
}

/** A page that goes away ends its call at once: nobody is left standing in it. The page that comes next knows of it. */
export function useLeaveWithPage(current: CurrentCall | null, userId: string | undefined): void {
  const clock = useClock();
  useEffect(() => {
    if (current === null) return;
    const leave = () => {
      const left = userId === undefined ? null : leftOf(current, userId);
      if (left !== null) within("sessionStorage", (kept) => keepLeftCall(kept, left, clock.now()));
      void current.leave();
    };
    window.addEventListener("pagehide", leave);
    return () => window.removeEventListener("pagehide", leave);
  }, [current, userId, clock]);
}
