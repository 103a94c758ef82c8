import { type ReactNode, useState } from "react";
import { useStrings } from "../../../../shared/use-strings.ts";
import { cx } from "../../../../ui/cx.ts";
import { chatStrings } from "../../strings/index.ts";
import { useMessageRoom } from "./actions.ts";

/** More than this is folded: about two screens of a phone. */
const mostLines = 30;
const mostLetters = 3_000;

/** Whether a message is so long that it is shown in part at first. */
export function isLong(text: string): boolean {
  if (text.length > mostLetters) return true;
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0 && lines <= mostLines; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines > mostLines;
}

/** Code that is long scrolls by itself: it makes no message long. */
export function withoutCode(html: string): string {
  let out = "";
  let at = 0;
  for (let open = html.indexOf("<pre"); open >= 0; open = html.indexOf("<pre", at)) {
    out += html.slice(at, open);
    const close = html.indexOf("</pre>", open);
    if (close < 0) return out;
    at = close + "</pre>".length;
  }
  return out + html.slice(at);
}

/** The beginning of a long message, and the way to all of it. */
export function Fold({ id, children }: { readonly id: string; readonly children: ReactNode }) {
  const t = useStrings(chatStrings);
  const { unfolded } = useMessageRoom();
  const [open, setOpen] = useState(unfolded.has(id));
  const turn = (next: boolean) => {
    if (next) unfolded.add(id);
    else unfolded.delete(id);
    setOpen(next);
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only hears where the focus goes */}
      <div
        className={cx(!open && "fold max-h-100 overflow-hidden")}
        // What is hidden can be reached by keyboard only once it is shown.
        onFocus={(event) => {
          if (!open && event.target !== event.currentTarget) turn(true);
        }}
      >
        {children}
      </div>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => turn(!open)}
        className="min-h-7 rounded-control font-medium text-13 text-accent hover:underline touch:min-h-11"
      >
        {open ? t("showLess") : t("showAll")}
      </button>
    </>
  );
}
