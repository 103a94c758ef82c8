import { Hand } from "lucide-react";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { cx } from "../../../../ui/cx.ts";
import type { Signs } from "../../model/signs.ts";
import { signStrings } from "./strings/index.ts";

/** On a tile: whether its person's hand is up, the how manieth, and what they react with. */
export function TileSigns({
  signs,
  identity,
  small,
}: {
  readonly signs: Signs;
  readonly identity: string;
  readonly small: boolean;
}) {
  const t = useStrings(signStrings);
  const hands = useSignal(signs.hands);
  const reaction = useSignal(signs.reactions).get(identity);
  const at = hands.findIndex((hand) => hand.identity === identity);
  const alone = hands.length === 1;
  return (
    <>
      {reaction !== undefined && (
        <span
          aria-hidden="true"
          className={cx(
            "pointer-events-none absolute grid place-items-center rounded-full bg-stage/80",
            small ? "right-2 bottom-10 size-9 text-18" : "right-2 bottom-11 size-13 text-28",
          )}
        >
          {reaction}
        </span>
      )}
      {at >= 0 && (
        <span className="flex shrink-0 items-center gap-1 rounded-control bg-warn px-2 py-1 font-semibold text-13 text-stage tabular-nums">
          <Hand aria-hidden="true" className="size-4 shrink-0" strokeWidth={2} />
          {!alone && <span aria-hidden="true">{at + 1}</span>}
          <span className="sr-only">{alone ? t("handUp") : t("handNumber", { n: at + 1 })}</span>
        </span>
      )}
    </>
  );
}
