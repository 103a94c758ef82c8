import { useState } from "react";
import { listWidthBounds, usePreferences } from "../../shared/preferences.ts";
import { useStrings } from "../../shared/use-strings.ts";
import { cx } from "../../ui/cx.ts";
import { strings } from "../strings/index.ts";

const clamp = (width: number) => Math.round(Math.min(listWidthBounds.max, Math.max(listWidthBounds.min, width)));
const step = 16;

/** The edge of the list: drag it, or move it with the arrow keys; a double click puts it back. */
export function ListResizer() {
  const t = useStrings(strings);
  const { listWidth, set } = usePreferences();
  const [drag, setDrag] = useState<{ from: number; width: number } | null>(null);
  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be dragged or take keys; this is ARIA's window splitter
    <div
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t("resizeList")}
      aria-valuenow={listWidth}
      aria-valuemin={listWidthBounds.min}
      aria-valuemax={listWidthBounds.max}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ from: event.clientX, width: listWidth });
      }}
      onPointerMove={(event) => {
        if (drag !== null) set({ listWidth: clamp(drag.width + event.clientX - drag.from) });
      }}
      onPointerUp={() => setDrag(null)}
      onPointerCancel={() => setDrag(null)}
      onDoubleClick={() => set({ listWidth: listWidthBounds.usual })}
      onKeyDown={(event) => {
        const moves: Record<string, number> = {
          ArrowLeft: listWidth - step,
          ArrowRight: listWidth + step,
          Home: listWidthBounds.min,
          End: listWidthBounds.max,
        };
        const width = moves[event.key];
        if (width === undefined) return;
        event.preventDefault();
        set({ listWidth: clamp(width) });
      }}
      className={cx(
        "-right-1 absolute inset-y-0 z-10 w-2 cursor-col-resize touch-none",
        "after:absolute after:inset-y-0 after:left-1 after:w-hair after:content-[''] hover:after:bg-line-control focus-visible:outline-none focus-visible:after:w-0.5 focus-visible:after:bg-accent",
        drag !== null && "after:bg-accent",
      )}
    />
  );
}
