import { DoorOpen } from "lucide-react";
import { useSession } from "../../../shared/contexts.ts";
import { useLink } from "../../../shared/navigation.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { strings } from "../strings/index.ts";
import { useExpected } from "./use-expected.ts";

/** The servers that one waits to be let into, for who has no other place yet. */
export function Awaited() {
  const t = useStrings(strings);
  const link = useLink();
  const { spaces } = useSignal(useSession().rooms.list);
  const waiting = (useExpected() ?? []).filter(({ spaceId }) => !spaces.some(({ id }) => id === spaceId));
  if (waiting.length === 0) return null;
  return (
    <ul aria-label={t("awaited")} className="mx-auto flex w-full max-w-form flex-col gap-2 px-4 pt-4">
      {waiting.map(({ spaceId, spaceName }) => (
        <li key={spaceId}>
          <a
            {...link({ at: "space", spaceId })}
            className="flex min-h-13 items-center gap-3 rounded-card border border-line bg-raised px-3 py-2 hover:bg-hover"
          >
            <DoorOpen aria-hidden="true" className="size-5 shrink-0 text-ink-2" strokeWidth={1.75} />
            <span className="min-w-0 flex-1">
              <bdi className="block truncate font-medium text-14 text-ink">{spaceName}</bdi>
              <span className="block text-13 text-ink-2">{t("awaitedHint")}</span>
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}
