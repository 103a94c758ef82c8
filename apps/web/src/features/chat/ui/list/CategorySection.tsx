import type { Category, RoomSummary, SpaceSummary } from "@parley/matrix";
import { ChevronDown, Plus } from "lucide-react";
import { memo, useCallback, useId } from "react";
import { useRoomOfCall } from "../../../../shared/call-slots.ts";
import { channelIcon } from "../../../../shared/channel-sign.ts";
import { useSession } from "../../../../shared/contexts.ts";
import { ErrorNote } from "../../../../shared/ErrorNote.tsx";
import { useLink, useNavigation } from "../../../../shared/navigation.ts";
import { usePreferences } from "../../../../shared/preferences.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useTask } from "../../../../shared/use-task.ts";
import { cx } from "../../../../ui/cx.ts";
import { IconButton } from "../../../../ui/IconButton.tsx";
import { WindowedList } from "../../../../ui/WindowedList.tsx";
import { foldKey, shownChannels } from "../../model/list.ts";
import { chatStrings } from "../../strings/index.ts";
import { RoomRow, rowPx } from "./RoomRow.tsx";

const idOf = (room: RoomSummary): string => room.id;

/** A category of channels, folded or not. The one without a name has no heading. */
export const CategorySection = memo(function CategorySection({
  space,
  category,
  roomId,
  onCreate,
}: {
  readonly space: SpaceSummary;
  readonly category: Category;
  readonly roomId: string | null;
  readonly onCreate: (categoryId: string) => void;
}) {
  const t = useStrings(chatStrings);
  const { folded, set } = usePreferences();
  const key = foldKey(space.id, category.id);
  const isFolded = category.id !== null && folded.includes(key);
  const channels = shownChannels(space.id, category, new Set(folded), [roomId, useRoomOfCall()]);
  const listId = useId();
  const spaceId = space.id;
  const drawRow = useCallback(
    (channel: RoomSummary, isCurrent: boolean) => <RoomRow room={channel} spaceId={spaceId} current={isCurrent} />,
    [spaceId],
  );
  return (
    <section aria-label={category.name || undefined} data-section={category.id ?? ""}>
      {category.id !== null && (
        <div className="group flex items-center pt-4 pb-1">
          <button
            type="button"
            data-stop=""
            data-category={category.id}
            aria-expanded={!isFolded}
            aria-controls={listId}
            onClick={() => set({ folded: isFolded ? folded.filter((other) => other !== key) : [...folded, key] })}
            className="flex min-h-6 min-w-0 flex-1 items-center gap-1 rounded-control px-2 text-left font-medium text-12 text-ink-2 hover:text-ink touch:min-h-11"
          >
            <ChevronDown
              aria-hidden="true"
              className={cx("size-4 shrink-0 transition-transform", isFolded && "-rotate-90")}
              strokeWidth={1.75}
            />
            <bdi className="truncate">{category.name}</bdi>
          </button>
          {space.canManage && (
            <IconButton
              size="sm"
              label={t("createChannelIn", { name: category.name })}
              data-stop=""
              onClick={() => category.id !== null && onCreate(category.id)}
              icon={<Plus aria-hidden="true" className="size-4" strokeWidth={1.75} />}
              className={cx(
                "mr-1",
                // In an empty one it is all there is to do.
                category.channels.length > 0 &&
                  "opacity-0 focus-visible:opacity-100 group-hover:opacity-100 touch:opacity-100",
              )}
            />
          )}
        </div>
      )}
      <WindowedList
        id={listId}
        items={channels}
        keyOf={idOf}
        rowPx={rowPx}
        current={roomId}
        className="flex flex-col gap-hair"
        after={
          !isFolded &&
          category.joinable.map((channel) => {
            const Row = channel.open === "ask" ? AskableRow : JoinableRow;
            return <Row key={channel.id} spaceId={space.id} channel={channel} />;
          })
        }
      >
        {drawRow}
      </WindowedList>
    </section>
  );
});

interface OfferedProps {
  readonly spaceId: string;
  readonly channel: Category["joinable"][number];
}

const offeredRow = "flex h-row items-center gap-2 rounded-control pr-1 pl-2 text-14 text-ink-2 hover:bg-hover";

/** Its page asks, with a word, and takes that back. */
function AskableRow({ spaceId, channel: { id, name, voice } }: OfferedProps) {
  const t = useStrings(chatStrings);
  const link = useLink();
  const waits = useSignal(useSession().knocks.asked).some(({ roomId }) => roomId === id);
  const Sign = channelIcon({ voice });
  return (
    <li>
      <a {...link({ at: "space", spaceId, roomId: id })} data-stop="" className={offeredRow}>
        <Sign aria-hidden="true" className="size-5 shrink-0 opacity-85" strokeWidth={1.75} />
        <bdi aria-hidden="true" className="min-w-0 flex-1 truncate">
          {name}
        </bdi>
        <span className="sr-only">{t(waits ? "askedChannel" : "askChannel", { name })}</span>
        <span aria-hidden="true" className={cx("shrink-0 px-2 text-12", !waits && "font-medium text-accent")}>
          {t(waits ? "asked" : "ask")}
        </span>
      </a>
    </li>
  );
}

function JoinableRow({ spaceId, channel }: OfferedProps) {
  const t = useStrings(chatStrings);
  const session = useSession();
  const navigation = useNavigation();
  const join = useTask(async () => {
    const go = navigation.fromHere();
    await session.rooms.join(channel.id);
    go({ at: "space", spaceId, roomId: channel.id });
  });
  const Sign = channelIcon(channel);
  return (
    <li>
      <div className={offeredRow}>
        <Sign aria-hidden="true" className="size-5 shrink-0 opacity-85" strokeWidth={1.75} />
        <bdi className="min-w-0 flex-1 truncate">{channel.name}</bdi>
        <button
          type="button"
          data-stop=""
          aria-label={t("joinChannel", { name: channel.name })}
          aria-busy={join.running || undefined}
          onClick={() => void join.run()}
          className="h-6 shrink-0 rounded-control px-2 font-medium text-12 text-accent hover:bg-accent-soft touch:h-11"
        >
          {join.running ? t("joining") : t("join")}
        </button>
      </div>
      {join.error !== null && <ErrorNote error={join.error} onRetry={() => void join.run()} />}
    </li>
  );
}
