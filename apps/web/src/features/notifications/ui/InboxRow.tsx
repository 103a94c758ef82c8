import type { InboxItem } from "@parley/matrix";
import { Check } from "lucide-react";
import { type MouseEvent, memo } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { MediaAvatar } from "../../../shared/MediaAvatar.tsx";
import { useLink } from "../../../shared/navigation.ts";
import { fullTime, isoTime, shortTime, useNow } from "../../../shared/time.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { cx } from "../../../ui/cx.ts";
import { IconButton } from "../../../ui/IconButton.tsx";
import { useToast } from "../../../ui/Toast.tsx";
import { type PlacedRoom, placeOf } from "../model/counts.ts";
import { textOf } from "../model/words.ts";
import { strings } from "../strings/index.ts";

const reasons = { mention: "mentioned", reply: "answered", keyword: "usedKeyword" } as const;

/** Who answered or declined has read it; nobody rings a whole room. */
function calledWords({ read }: InboxItem, room: PlacedRoom["room"], rings: boolean) {
  if (room.kind !== "direct") return "calledRoom";
  return rings ? "calls" : read ? "calledDirect" : "calledMissed";
}

/** One mention: who, where, when, what; leads to it. */
export const InboxRow = memo(function InboxRow({ item, room, space }: PlacedRoom & { readonly item: InboxItem }) {
  const t = useStrings(strings);
  const link = useLink();
  const now = useNow();
  const toast = useToast();
  const { notifications, ringing } = useSession();
  const read = useTask(async () => {
    try {
      await notifications.markItemRead(item);
    } catch {
      toast({ title: t("changeFailed"), priority: "high" });
    }
  });
  const to = link(placeOf(space?.id ?? null, room.id, item.eventId));
  const opens = {
    ...to,
    onClick(event: MouseEvent) {
      // Seen there. Should that not get through, it stays new.
      if (!item.read) notifications.markItemRead(item).catch(() => {});
      to.onClick(event);
    },
  };
  // Of two who have one name, which.
  const name = item.senderId === room.directUserId ? room.name : item.senderName;
  const rings = useSignal(ringing.incoming).some(({ id }) => id === item.eventId);
  const words = item.kind === "call" ? calledWords(item, room, rings) : reasons[item.reason];
  const where =
    space !== null ? t("inChannel", { room: room.name, space: space.name }) : room.kind === "direct" ? "" : room.name;
  return (
    <li className="relative flex min-w-0 items-start rounded-card transition-colors hover:bg-hover">
      <a {...opens} className="flex min-w-0 flex-1 items-start gap-3 rounded-card py-2.5 pr-12 pl-3">
        <span className="relative shrink-0">
          <MediaAvatar id={item.senderId} name={name} mxc={item.senderAvatarMxc} size={40} />
          {!item.read && (
            <span className="-left-2.5 -translate-y-1/2 absolute top-1/2 size-1.5 rounded-full bg-accent forced:bg-canvas-text">
              <span className="sr-only">{t("newMark")}</span>
            </span>
          )}
        </span>
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline gap-2">
            <span className={cx("wrap-anywhere line-clamp-2 min-w-0 text-14 text-ink", !item.read && "font-semibold")}>
              <bdi>{t(words, { name })}</bdi>
            </span>
            <time
              dateTime={isoTime(item.ts)}
              title={fullTime(item.ts, t.language)}
              className="shrink-0 text-12 text-ink-2 tabular-nums"
            >
              {shortTime(item.ts, now, t.language)}
            </time>
          </span>
          <span dir="auto" className="wrap-anywhere line-clamp-2 text-left text-14 text-ink-2">
            {item.kind === "call" ? "" : textOf(item, t)}
          </span>
          {where !== "" && (
            <span dir="auto" className="block truncate text-left text-12 text-ink-2">
              {where}
            </span>
          )}
        </span>
      </a>
      {!item.read && (
        <span className="absolute top-1.5 right-1.5">
          <IconButton
            label={t("markItem")}
            onClick={() => void read.run()}
            icon={<Check aria-hidden="true" className="size-5" strokeWidth={1.75} />}
          />
        </span>
      )}
    </li>
  );
});
