import type { Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback, useContext, useEffect, useLayoutEffect, useRef, useState } from "react";
import { type Row, rowOf } from "../../model/rows.ts";
import { ChatWorldContext } from "../world.ts";

/** What is brought into view is held there this long, while rows are measured, decrypted, set in their fonts. */
const holdMs = 2_000;
/** A scroll by less than this is the rounding of one's own. CSS pixels. */
const rounding = 2;

/** A row to stand this far below the upper edge (negative: above it; CSS pixels) or in the middle, or the end. */
export type Aim = { readonly key: string; readonly below: number | "middle" } | "end";

export interface Aiming {
  /** Held in view now. */
  readonly aim: Aim | null;
  /** Whether the place is still being held, without waiting for a render. */
  holds(): boolean;
  take(aim: Aim): void;
  /** Reaches the aim again, if there is one. */
  again(): void;
  release(): void;
  /** The element was scrolled: if by someone, the aim is theirs to leave. */
  scrolled(): void;
}

/**
 * Keeps a place in view while the heights around it are still estimates: each time one becomes known, the place is
 * reached again before anything is painted. Ends after two seconds, or as soon as someone scrolls.
 */
export function useAim(
  scroller: RefObject<HTMLDivElement | null>,
  virtualizer: Virtualizer<HTMLDivElement, HTMLDivElement>,
  rows: readonly Row[],
): Aiming {
  const { clock } = useContext(ChatWorldContext);
  const [aim, setAim] = useState<Aim | null>(null);
  const current = useRef<Aim | null>(null);
  /** How the element was left: another offset at the same height is someone's scroll. */
  const left = useRef<{ readonly offset: number; readonly height: number } | null>(null);
  const drawn = useRef(rows);
  drawn.current = rows;
  const total = virtualizer.getTotalSize();

  const again = useCallback(() => {
    const element = scroller.current;
    const to = current.current;
    if (element === null || to === null) return;
    if (to === "end") virtualizer.scrollToEnd();
    else {
      const found = virtualizer.measurementsCache[rowOf(drawn.current, to.key)];
      if (found !== undefined) {
        // Of what is higher than the view the beginning is shown.
        const below = to.below === "middle" ? Math.max(0, (element.clientHeight - found.size) / 2) : to.below;
        virtualizer.scrollToOffset(Math.max(0, found.start - below));
      }
    }
    left.current = { offset: element.scrollTop, height: element.scrollHeight };
  }, [scroller, virtualizer]);
  const take = useCallback(
    (next: Aim) => {
      current.current = next;
      setAim(next);
      again();
    },
    [again],
  );
  const release = useCallback(() => {
    current.current = null;
    left.current = null;
    setAim(null);
  }, []);
  const scrolled = useCallback(() => {
    const element = scroller.current;
    const before = left.current;
    if (element === null || before === null || element.scrollHeight !== before.height) return;
    if (Math.abs(element.scrollTop - before.offset) > rounding) release();
  }, [scroller, release]);
  const holds = useCallback(() => current.current !== null, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: run for each change of heights and of rows
  useLayoutEffect(again, [again, total, rows]);
  useEffect(() => (aim === null ? undefined : clock.after(holdMs, release)), [aim, clock, release]);
  useEffect(() => {
    const element = scroller.current;
    const events = ["wheel", "touchmove", "pointerdown"] as const;
    for (const name of events) element?.addEventListener(name, release, { passive: true });
    return () => {
      for (const name of events) element?.removeEventListener(name, release);
    };
  }, [scroller, release]);

  return { aim, holds, take, again, release, scrolled };
}
