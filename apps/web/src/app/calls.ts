import { effect, type ReadonlySignal, signal, systemClock } from "@parley/kernel";
import type { Session } from "@parley/matrix";
import { useContext } from "react";
import {
  type CurrentCall,
  createCurrentCall,
  type Going,
  isOver,
  type PrepareCall,
  tellNextTab,
} from "../features/calls/index.ts";
import { SessionContext } from "../shared/contexts.ts";
import { useSignal } from "../shared/use-signal.ts";
import { type LoadCalls, LoadCallsContext } from "./load-calls-context.ts";

const perSession = new WeakMap<Session, CurrentCall>();

/** The one call of this tab in a session. It ends when the session does, or goes to another tab. */
export function currentCallOf(session: Session, load: LoadCalls): CurrentCall {
  const standing = perSession.get(session);
  if (standing !== undefined) return standing;
  let loaded: Promise<PrepareCall> | null = null;
  const current = createCurrentCall({
    clock: systemClock,
    load() {
      loaded ??= load(session).catch((error) => {
        loaded = null;
        throw error;
      });
      return loaded;
    },
  });
  perSession.set(session, current);
  effect(() => {
    const { state } = session.connection.value;
    if (state === "elsewhere") tellNextTab(current, session.account.userId, systemClock.now());
    if (state === "signed-out" || state === "elsewhere") queueMicrotask(() => void current.leave());
  });
  forgetOnReturn(session, current);
  return current;
}

/** Whoever was taken out of the room in its call, and has come into it anew, is not told of that call any more. */
function forgetOnReturn(session: Session, current: CurrentCall): void {
  let away: Going | null = null;
  effect(() => {
    const going = current.now.value;
    if (going === null || !isOver(going.state.value)) return;
    const inside = session.rooms.details(going.roomId).value?.membership === "join";
    if (!inside) away = going;
    else if (away === going) queueMicrotask(() => current.now.peek() === going && void current.leave());
  });
}

/** The same for what is on the screen; null where there are no calls. */
export function useTabCall(): CurrentCall | null {
  const session = useContext(SessionContext);
  const load = useContext(LoadCallsContext);
  return session === null || load === null ? null : currentCallOf(session, load);
}

const none: ReadonlySignal<null> = signal(null);

/** Whether the stage of the tab's call has the place of a room. */
export function useInCallOf(roomId: string | undefined): boolean {
  const current = useTabCall();
  const going = useSignal<{ readonly roomId: string } | null>(current?.now ?? none);
  return going !== null && going.roomId === roomId;
}
