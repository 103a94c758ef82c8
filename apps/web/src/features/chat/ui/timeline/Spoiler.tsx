import { type ReactNode, useState } from "react";
import { useStrings } from "../../../../shared/use-strings.ts";
import { cx } from "../../../../ui/cx.ts";
import { chatStrings } from "../../strings/index.ts";

/** Words that their author hides until someone asks for them; `reason` says what they are about. */
export function Spoiler({ reason, children }: { readonly reason: string; readonly children: ReactNode }) {
  const t = useStrings(chatStrings);
  const [open, setOpen] = useState(false);
  const label = reason === "" ? t("spoiler") : t("spoilerAbout", { reason: reason.slice(0, 200) });
  return (
    <span className="rounded-4 bg-code">
      {!open && (
        <button
          type="button"
          aria-label={label}
          title={label}
          onClick={() => setOpen(true)}
          className="min-h-6 rounded-4 px-1.25 text-13 text-ink-2 hover:bg-press touch:-my-2.5 touch:min-h-11"
        >
          {reason === "" ? t("spoilerShort") : <bdi>{reason.slice(0, 200)}</bdi>}
        </button>
      )}
      <span hidden={!open} className={cx(open && "px-0.75")}>
        {open && children}
      </span>
    </span>
  );
}
