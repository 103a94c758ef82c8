import { type RefObject, useEffect, useRef, useState } from "react";

const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;

/** Takes files that are dropped anywhere in the room; answers the room while some are held over it, else null. */
export function useFileDrop(
  inside: RefObject<HTMLElement | null>,
  onFiles: ((files: readonly File[]) => void) | null,
): HTMLElement | null {
  const [over, setOver] = useState<HTMLElement | null>(null);
  const latest = useRef(onFiles);
  latest.current = onFiles;
  const takes = onFiles !== null;
  useEffect(() => {
    const room = inside.current?.closest<HTMLElement>("[data-room]");
    if (!takes || room == null) return;
    const onOver = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      // Else the browser would open the file in the place of the page.
      event.preventDefault();
      setOver(room);
    };
    const onLeave = (event: DragEvent) => {
      if (!(event.relatedTarget instanceof Node && room.contains(event.relatedTarget))) setOver(null);
    };
    const onDrop = (event: DragEvent) => {
      setOver(null);
      if (!holdsFiles(event)) return;
      event.preventDefault();
      latest.current?.([...(event.dataTransfer?.files ?? [])]);
    };
    room.addEventListener("dragover", onOver);
    room.addEventListener("dragleave", onLeave);
    room.addEventListener("drop", onDrop);
    return () => {
      room.removeEventListener("dragover", onOver);
      room.removeEventListener("dragleave", onLeave);
      room.removeEventListener("drop", onDrop);
    };
  }, [inside, takes]);
  return over;
}
