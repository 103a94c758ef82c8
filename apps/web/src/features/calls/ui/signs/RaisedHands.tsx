import { Hand } from "lucide-react";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { Popover } from "../../../../ui/Popover.tsx";
import type { Signs } from "../../model/signs.ts";
import { signStrings } from "./strings/index.ts";

/** How many hands are up, and whose, in the order of raising. Nothing while none is. */
export function RaisedHands({
  signs,
  nameOf,
}: {
  readonly signs: Signs;
  /** Null: they are not in the call any more. */
  readonly nameOf: (identity: string) => string | null;
}) {
  const t = useStrings(signStrings);
  const hands = useSignal(signs.hands);
  if (hands.length === 0) return null;
  const label = t("hands", { n: hands.length });
  return (
    <Popover
      align="end"
      title={label}
      trigger={
        <button
          type="button"
          aria-label={label}
          className="flex h-8 shrink-0 items-center gap-1.5 rounded-control bg-float px-2.5 font-medium text-13 text-warn tabular-nums hover:bg-float-hover touch:h-11"
        >
          <Hand aria-hidden="true" className="size-4" strokeWidth={1.75} />
          {hands.length}
        </button>
      }
    >
      <ol aria-label={label} className="flex min-w-40 flex-col gap-1">
        {hands.map(({ identity }, at) => (
          <li key={identity} className="flex min-w-0 items-center gap-2.5 text-14">
            <span aria-hidden="true" className="w-4 shrink-0 text-right text-12 text-ink-2 tabular-nums">
              {at + 1}
            </span>
            <bdi className="min-w-0 truncate">{nameOf(identity)}</bdi>
          </li>
        ))}
      </ol>
    </Popover>
  );
}
