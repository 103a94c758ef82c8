import { type Clock, effect, type Scope } from "@parley/kernel";
import type { Session } from "@parley/matrix";

/** How long nothing is touched until others read *away*, in milliseconds. */
export const idleMs = 5 * 60_000;

const signs = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const;

/**
 * Tells the session when the person leaves the device alone, and at once when they are back. Only the tab whose client
 * runs has one to tell; each run of it is told anew.
 */
export function watchIdle(
  { connection, people }: Pick<Session, "connection" | "people">,
  page: Pick<EventTarget, "addEventListener" | "removeEventListener">,
  clock: Clock,
  scope: Scope,
): void {
  let last = clock.now();
  let idle = false;
  let cancel = (): void => {};
  const look = (): void => {
    const left = last + idleMs - clock.now();
    if (left > 0) {
      cancel = clock.after(left, look);
      return;
    }
    idle = true;
    people.setIdle(true);
  };
  const onSign = (): void => {
    last = clock.now();
    if (!idle) return;
    idle = false;
    people.setIdle(false);
    look();
  };
  for (const name of signs) page.addEventListener(name, onSign, { capture: true, passive: true });
  look();
  scope.onEnd(() => {
    cancel();
    for (const name of signs) page.removeEventListener(name, onSign, { capture: true });
  });
  scope.onEnd(
    effect(() => {
      if (connection.value.state === "online" && idle) queueMicrotask(() => people.setIdle(idle));
    }),
  );
}
