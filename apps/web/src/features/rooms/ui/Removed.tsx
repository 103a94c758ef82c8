import type { Removal } from "@parley/matrix";
import { DoorClosed } from "lucide-react";
import { useSession } from "../../../shared/contexts.ts";
import { useNavigation } from "../../../shared/navigation.ts";
import { isoTime, listTime, useNow } from "../../../shared/time.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { type Speak, useStrings } from "../../../shared/use-strings.ts";
import { Button } from "../../../ui/Button.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { removalKey, useInSight } from "../model/in-sight.ts";
import { strings } from "../strings/index.ts";

export const removalSentence = ({ byName, name, banned }: Removal, t: Speak<typeof strings.en>): string =>
  t(banned ? "bannedYou" : "removedYou", { who: byName, room: name });

/** In the place of the room that one was put out of. */
export function RemovedRoom({ removal }: { readonly removal: Removal }) {
  const t = useStrings(strings);
  const navigation = useNavigation();
  const { removals } = useSession();
  return (
    <EmptyState
      page
      icon={<DoorClosed className="size-5" strokeWidth={1.75} />}
      title={removalSentence(removal, t)}
      action={
        <Button
          onClick={() => {
            removals.dismiss(removal.roomId);
            navigation.go({ at: "chats" });
          }}
        >
          {t("toChats")}
        </Button>
      }
    >
      <div className="grid gap-3">
        <Reason removal={removal} />
        <p>{t(removal.banned ? "bannedHere" : "removedHint")}</p>
      </div>
    </EmptyState>
  );
}

function Reason({ removal: { reason } }: { readonly removal: Removal }) {
  if (reason === null) return null;
  return (
    <p dir="auto" className="wrap-anywhere line-clamp-6 rounded-control bg-code px-3 py-2 text-left text-13 text-ink">
      {reason}
    </p>
  );
}

/** What one was put out of while elsewhere, until it has been read: in the list, below the invitations. */
export function RemovalCards() {
  const t = useStrings(strings);
  const list = useSignal(useSession().removals.list);
  if (list.length === 0) return null;
  return (
    <ul aria-label={t("removals")} className="flex flex-col gap-2 pb-2">
      {list.map((removal) => (
        <RemovalCard key={removal.roomId} removal={removal} />
      ))}
    </ul>
  );
}

function RemovalCard({ removal }: { readonly removal: Removal }) {
  const t = useStrings(strings);
  const { removals } = useSession();
  const now = useNow();
  useInSight(removalKey(removal.roomId));
  return (
    <li className="flex flex-col gap-2 rounded-card bg-raised p-2.5 phone:border phone:border-line">
      <p className="wrap-anywhere text-14 text-ink">
        {removalSentence(removal, t)}{" "}
        <time dateTime={isoTime(removal.at)} className="text-12 text-ink-2 tabular-nums">
          {listTime(removal.at, now, t.language)}
        </time>
      </p>
      <Reason removal={removal} />
      <Button onClick={() => removals.dismiss(removal.roomId)}>{t("understood")}</Button>
    </li>
  );
}
