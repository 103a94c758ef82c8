import type { Clock, Scope } from "@parley/kernel";
import type { Timeline } from "@parley/matrix";

/** `typing` is repeated this often while someone types, and ends this long after the last key. */
const typingEveryMs = 4_000;
const typingEndsMs = 6_000;

/** Tells others that someone types: at the first key, repeated, ended by silence. */
export function createTyping(timeline: Timeline, clock: Clock, scope: Scope) {
  let toldAt: number | null = null;
  let cancelEnd: (() => void) | null = null;
  const end = () => {
    cancelEnd?.();
    cancelEnd = null;
    if (toldAt === null) return;
    toldAt = null;
    timeline.setTyping(false);
  };
  scope.onEnd(end);
  return {
    end,
    key() {
      if (scope.ended) return;
      cancelEnd?.();
      cancelEnd = clock.after(typingEndsMs, end);
      if (toldAt !== null && clock.now() - toldAt < typingEveryMs) return;
      toldAt = clock.now();
      timeline.setTyping(true);
    },
  };
}
