import { type Clock, effect, type Scope } from "@parley/kernel";
import type { Session } from "@parley/matrix";

/** So long after the first answer what was missed is still being taken in, in milliseconds. */
const lateMs = 1_000;

/** Tells whether what arrives may have been said while there was no way here: nobody has seen that come. */
export function createAbsence({ connection }: Pick<Session, "connection">, clock: Clock, scope: Scope): () => boolean {
  let absent = false;
  let cancel: (() => void) | null = null;
  const stop = () => {
    cancel?.();
    cancel = null;
  };
  scope.onEnd(stop);
  scope.onEnd(
    effect(() => {
      const { state } = connection.value;
      stop();
      if (state !== "online") absent = true;
      else if (absent) {
        cancel = clock.after(lateMs, () => {
          absent = false;
        });
      }
    }),
  );
  return () => absent;
}
