import { type RefObject, useEffect, useRef, useState } from "react";
import { scrollerOf } from "../../../ui/ScrollArea.tsx";
import { type Aim, aimCategory, aimChannel, type Section } from "../model/aim.ts";
import { attach, type Dragged, draggedIn } from "./use-dragging.ts";

/** Something that is held over the list. */
export interface Dropped {
  readonly dragged: Dragged;
  readonly aim: Aim;
}

interface Deeds {
  /** Whether letting go here would move anything. */
  changes(dropped: Dropped): boolean;
  drop(dropped: Dropped): void;
}

const handles = "[data-room], [data-category]";

/** What a row or heading stands for. */
function draggedOf({ dataset }: HTMLElement): Dragged {
  return dataset.room === undefined
    ? { kind: "category", id: dataset.category ?? "" }
    : { kind: "channel", id: dataset.room };
}

/** The categories as they are drawn now. */
function sectionsOf(box: HTMLElement): readonly Section[] {
  return [...box.querySelectorAll<HTMLElement>("[data-section]")].map((section) => {
    const { top, bottom } = section.getBoundingClientRect();
    const rows = [...section.querySelectorAll<HTMLElement>("[data-room]")].map((row) => {
      const place = row.getBoundingClientRect();
      return { id: row.dataset.room ?? "", top: place.top, bottom: place.bottom };
    });
    return { id: section.dataset.section || null, top, bottom, rows };
  });
}

/** Drags what lies in a list that draws its rows as they come into view; answers where the line is, in its pixels. */
export function useListDrag(box: RefObject<HTMLElement | null>, deeds: Deeds): number | null {
  const [line, setLine] = useState<number | null>(null);
  const latest = useRef(deeds);
  useEffect(() => {
    latest.current = deeds;
  });
  useEffect(() => {
    const list = box.current;
    if (list === null) return;
    const over = (dragged: Dragged, y: number): Dropped | null => {
      const sections = sectionsOf(list);
      const aim = dragged.kind === "channel" ? aimChannel(sections, y) : aimCategory(sections, y);
      if (aim === null) return null;
      const dropped = { dragged, aim };
      return latest.current.changes(dropped) ? dropped : null;
    };
    return attach(({ draggable, dropTargetForElements }) => {
      // A finger's long press opens the row's menu, which moves as well.
      let byMouse = false;
      const onPointerDown = ({ pointerType }: PointerEvent) => {
        byMouse = pointerType === "mouse";
      };
      list.addEventListener("pointerdown", onPointerDown, { capture: true });
      const bound = new Map<HTMLElement, () => void>();
      const bind = () => {
        for (const [element, release] of bound) {
          if (list.contains(element)) continue;
          release();
          bound.delete(element);
        }
        for (const element of list.querySelectorAll<HTMLElement>(handles)) {
          if (bound.has(element)) continue;
          const release = draggable({
            element,
            canDrag: () => byMouse,
            getInitialData: () => ({ ...draggedOf(element), list }),
            onDragStart: () => element.classList.add("opacity-50"),
            onDrop: () => element.classList.remove("opacity-50"),
          });
          bound.set(element, release);
        }
      };
      bind();
      const observer = new MutationObserver(bind);
      observer.observe(list, { childList: true, subtree: true });
      const release = dropTargetForElements({
        // Below the last row is behind it.
        element: scrollerOf(list) ?? list,
        canDrop: ({ source }) => source.data.list === list,
        onDrag({ source, location }) {
          const dragged = draggedIn(source.data);
          const found = dragged === null ? null : over(dragged, location.current.input.clientY);
          setLine(found === null ? null : found.aim.line - list.getBoundingClientRect().top);
        },
        onDragLeave: () => setLine(null),
        onDrop({ source, location }) {
          setLine(null);
          const dragged = draggedIn(source.data);
          const found = dragged === null ? null : over(dragged, location.current.input.clientY);
          if (found !== null) latest.current.drop(found);
        },
      });
      return () => {
        list.removeEventListener("pointerdown", onPointerDown, { capture: true });
        observer.disconnect();
        release();
        for (const free of bound.values()) free();
      };
    });
  }, [box]);
  return line;
}
