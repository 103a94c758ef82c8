import { type RefObject, useEffect, useRef, useState } from "react";

/** What is dragged within the page of channels. */
export type Dragged =
  | { readonly kind: "channel"; readonly id: string }
  | { readonly kind: "category"; readonly id: string };

export type Edge = "above" | "below";

const kinds: ReadonlySet<unknown> = new Set(["channel", "category"]);

/** What a drag carries, when it is one of ours. */
export function draggedIn(data: Readonly<Record<string | symbol, unknown>>): Dragged | null {
  return kinds.has(data.kind) && typeof data.id === "string" ? (data as Dragged) : null;
}

/** Lets an element be dragged by its handle. Fetched when first needed. */
export function useDraggable(
  element: RefObject<HTMLElement | null>,
  handle: RefObject<HTMLElement | null>,
  dragged: Dragged,
): boolean {
  const [dragging, setDragging] = useState(false);
  const { kind, id } = dragged;
  useEffect(() => {
    const target = element.current;
    const grip = handle.current;
    if (target === null || grip === null) return;
    return attach(({ draggable }) =>
      draggable({
        element: target,
        dragHandle: grip,
        getInitialData: () => ({ kind, id }),
        onDragStart: () => setDragging(true),
        onDrop: () => setDragging(false),
      }),
    );
  }, [element, handle, kind, id]);
  return dragging;
}

/** Takes what is dropped on an element; answers at which edge it would come to stand. */
export function useDrop(
  element: RefObject<HTMLElement | null>,
  accepts: (dragged: Dragged) => boolean,
  drop: (dragged: Dragged, edge: Edge) => void,
): Edge | null {
  const [edge, setEdge] = useState<Edge | null>(null);
  const latest = useRef({ accepts, drop });
  useEffect(() => {
    latest.current = { accepts, drop };
  });
  useEffect(() => {
    const target = element.current;
    if (target === null) return;
    const edgeAt = (clientY: number): Edge => {
      const box = target.getBoundingClientRect();
      return clientY < box.top + box.height / 2 ? "above" : "below";
    };
    return attach(({ dropTargetForElements }) =>
      dropTargetForElements({
        element: target,
        canDrop({ source }) {
          const dragged = draggedIn(source.data);
          return dragged !== null && latest.current.accepts(dragged);
        },
        onDrag: ({ location }) => setEdge(edgeAt(location.current.input.clientY)),
        onDragLeave: () => setEdge(null),
        onDrop({ source, location }) {
          setEdge(null);
          const dragged = draggedIn(source.data);
          // Elements lie in each other: the innermost takes it.
          if (dragged === null || location.current.dropTargets[0]?.element !== target) return;
          latest.current.drop(dragged, edgeAt(location.current.input.clientY));
        },
      }),
    );
  }, [element]);
  return edge;
}

type Adapter = typeof import("@atlaskit/pragmatic-drag-and-drop/element/adapter");

/** Binds once the adapter is here. */
export function attach(bind: (adapter: Adapter) => () => void): () => void {
  let release: (() => void) | null = null;
  let gone = false;
  void import("@atlaskit/pragmatic-drag-and-drop/element/adapter").then(
    (adapter) => {
      if (!gone) release = bind(adapter);
    },
    // Without it the menus and keys still move everything.
    () => {},
  );
  return () => {
    gone = true;
    release?.();
  };
}
