import { Paperclip } from "lucide-react";
import { createPortal } from "react-dom";
import { useStrings } from "../../../../shared/use-strings.ts";
import { composerStrings } from "./strings/index.ts";

/** Lies over the room while files are held over it: wherever they are let go they are taken. */
export function DropCover({ room }: { readonly room: HTMLElement }) {
  const words = useStrings(composerStrings);
  return createPortal(
    // What lies under it must go on hearing of the files.
    <div className="pointer-events-none absolute inset-2 z-20 grid place-items-center rounded-card border-2 border-accent border-dashed bg-content/90">
      <p className="flex items-center gap-2 font-semibold text-16 text-accent">
        <Paperclip aria-hidden="true" className="size-5" strokeWidth={1.75} />
        {words("dropHere")}
      </p>
    </div>,
    room,
  );
}
