import { Pointer } from "lucide-react";
import { useSession } from "../../shared/contexts.ts";
import { knownPress, notePress } from "../../shared/known-press.ts";
import { useSignal } from "../../shared/use-signal.ts";
import { useStrings } from "../../shared/use-strings.ts";
import { Button } from "../../ui/Button.tsx";
import { strings } from "../strings/index.ts";

/** On a screen that is touched, once: a finger that rests on a chat or message opens its menu. Gone with the first one. */
export function PressHint() {
  const t = useStrings(strings);
  const { known } = useSignal(knownPress.values);
  const { spaces, directs, rooms } = useSignal(useSession().rooms.list);
  if (known || spaces.length + directs.length + rooms.length === 0) return null;
  return (
    <aside
      aria-label={t("pressTitle")}
      className="hidden shrink-0 items-center gap-3 border-line border-t bg-list py-1 pr-2 pl-4 touch:flex"
    >
      <Pointer aria-hidden="true" className="size-5 shrink-0 text-ink-2" strokeWidth={1.75} />
      <p className="min-w-0 flex-1 py-1 text-13 text-ink">{t("pressHint")}</p>
      <Button look="ghost" onClick={notePress}>
        {t("pressKnown")}
      </Button>
    </aside>
  );
}
