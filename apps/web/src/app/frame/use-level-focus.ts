import { useEffect, useRef } from "react";

/**
 * On a phone one level takes the place of another, and with what was pressed the focus goes: it moves to the new level,
 * and back on the room from which one comes. Where something has the focus already it stays there.
 */
export function useLevelFocus(isPhone: boolean, level: "list" | "content", roomId: string | null): void {
  const before = useRef<{ level: string; roomId: string | null }>({ level, roomId });
  useEffect(() => {
    const { level: levelBefore, roomId: from } = before.current;
    before.current = { level, roomId };
    if (!isPhone || levelBefore === level) return;
    // A long list is drawn where it was scrolled to only with the next frame.
    const frame = requestAnimationFrame(() => {
      if (document.activeElement !== document.body && document.activeElement !== null) return;
      const row = level === "list" && from !== null ? rowOf(from) : null;
      (row ?? document.getElementById("content"))?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [isPhone, level, roomId]);
}

const rowOf = (roomId: string): HTMLElement | null =>
  document.querySelector<HTMLElement>(`[data-region="list"] [data-room="${CSS.escape(roomId)}"]`);
