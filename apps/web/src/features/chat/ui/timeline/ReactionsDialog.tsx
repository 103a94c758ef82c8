import type { MessageItem, Timeline } from "@parley/matrix";
import { MediaAvatar } from "../../../../shared/MediaAvatar.tsx";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { Dialog } from "../../../../ui/Dialog.tsx";
import { memberIndex, nameAmong } from "../../model/member-index.ts";
import { chatStrings } from "../../strings/index.ts";
import { useMessageRoom } from "./actions.ts";

/** Reactions and names in the list; more are counted. Thousands can be sent by anyone. */
const most = 60;

/** Who reacted, and how. */
export function ReactionsDialog({
  item,
  timeline,
  onClose,
}: {
  readonly item: MessageItem;
  readonly timeline: Timeline;
  readonly onClose: () => void;
}) {
  const t = useStrings(chatStrings);
  const { members, ownUserId } = useMessageRoom();
  const people = memberIndex(useSignal(members));
  const items = useSignal(timeline.items);
  // They go on changing while one reads.
  const now = items.find((other) => other.type === "message" && other.key === item.key);
  const reactions = now?.type === "message" ? now.reactions : item.reactions;
  return (
    <Dialog open onClose={onClose} title={t("whoReacted")}>
      <ul className="flex flex-col gap-4">
        {reactions.slice(0, most).map(({ key, senders }) => (
          <li key={key}>
            <h3 className="mb-1 flex items-baseline gap-2">
              <bdi className="wrap-anywhere text-18">{key}</bdi>
              <span className="text-13 text-ink-2 tabular-nums">{senders.length}</span>
            </h3>
            <ul>
              {senders.slice(0, most).map((userId) => {
                const name = nameAmong(people, userId);
                return (
                  <li key={userId} className="flex items-center gap-3 py-1">
                    <MediaAvatar id={userId} name={name} mxc={people.get(userId)?.avatarMxc ?? null} size={24} />
                    <span className="min-w-0 truncate text-14">
                      <bdi>{name}</bdi>
                      {userId === ownUserId && ` (${t("andYou")})`}
                    </span>
                  </li>
                );
              })}
            </ul>
            {senders.length > most && (
              <p className="text-13 text-ink-2">{t("andMore", { n: senders.length - most })}</p>
            )}
          </li>
        ))}
      </ul>
      {reactions.length > most && (
        <p className="mt-4 text-13 text-ink-2">{t("moreReactions", { n: reactions.length - most })}</p>
      )}
      {reactions.length === 0 && <p className="text-14 text-ink-2">{t("noReactions")}</p>}
    </Dialog>
  );
}
