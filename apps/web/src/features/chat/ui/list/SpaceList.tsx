import type { Category, SpaceSummary } from "@parley/matrix";
import { ArrowLeft, ChevronDown, Hash } from "lucide-react";
import { memo, Suspense, useCallback, useRef, useState } from "react";
import { useNavigation } from "../../../../shared/navigation.ts";
import { useRoomSlots } from "../../../../shared/room-slots.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useViewport } from "../../../../shared/viewport.ts";
import { Button } from "../../../../ui/Button.tsx";
import { EmptyState } from "../../../../ui/EmptyState.tsx";
import { IconButton } from "../../../../ui/IconButton.tsx";
import { Menu } from "../../../../ui/Menu.tsx";
import { ScrollArea } from "../../../../ui/ScrollArea.tsx";
import { chatStrings } from "../../strings/index.ts";
import { moveByArrows } from "./arrow-keys.ts";
import { CategorySection } from "./CategorySection.tsx";
import { Notes } from "./InviteRow.tsx";
import { SpaceDeeds } from "./lazy.ts";
import { OneStop } from "./OneStop.tsx";
import { type SpaceQuestion, SpaceQuestions } from "./SpaceQuestions.tsx";

/** The channels of a server, and what may be done with it. */
export const SpaceList = memo(function SpaceList({
  space,
  roomId,
}: {
  readonly space: SpaceSummary;
  readonly roomId: string | null;
}) {
  const t = useStrings(chatStrings);
  const navigation = useNavigation();
  const slots = useRoomSlots();
  const phone = useViewport() === "phone";
  const [question, setQuestion] = useState<SpaceQuestion | null>(null);
  /** As they will stand, while that is being written. */
  const [moved, setMoved] = useState<readonly Category[] | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const empty = space.categories.every((category) => category.channels.length + category.joinable.length === 0);
  const createChannel = useCallback((categoryId: string | null) => setQuestion({ kind: "channel", categoryId }), []);
  return (
    <>
      <header className="flex h-header shrink-0 items-center gap-1 pr-2 pl-2 phone:border-line phone:border-b">
        {phone && <h1 className="sr-only">{space.name}</h1>}
        {phone && (
          <IconButton
            label={t("back")}
            onClick={() => navigation.back({ at: "chats" })}
            icon={<ArrowLeft aria-hidden="true" className="size-5" strokeWidth={1.75} />}
          />
        )}
        <Menu
          trigger={
            <button
              type="button"
              aria-label={t("serverMenu", { name: space.name })}
              className="flex h-9 min-w-0 flex-1 items-center gap-2 rounded-control px-2 text-left hover:bg-hover data-popup-open:bg-hover touch:h-11"
            >
              <bdi className="min-w-0 flex-1 truncate font-semibold text-15 text-ink">{space.name}</bdi>
              <ChevronDown aria-hidden="true" className="size-4 shrink-0 text-ink-2" strokeWidth={1.75} />
            </button>
          }
        >
          <Suspense>
            <SpaceDeeds space={space} ask={setQuestion} />
          </Suspense>
        </Menu>
      </header>
      <ScrollArea memory={`list ${space.id}`} className="px-2 pt-1 pb-4" onKeyDown={moveByArrows}>
        <OneStop />
        <Notes space={space} />
        {empty ? (
          <EmptyState
            icon={<Hash className="size-5" strokeWidth={1.75} />}
            title={t("noChannels")}
            action={
              space.canManage && (
                <Button look="primary" onClick={() => createChannel(null)}>
                  {t("createChannel")}
                </Button>
              )
            }
          >
            {space.canManage ? t("noChannelsCreate") : t("noChannelsWait")}
          </EmptyState>
        ) : (
          <div ref={box} className="relative">
            {(moved ?? space.categories).map((category) => (
              <CategorySection
                key={category.id ?? ""}
                space={space}
                category={category}
                roomId={roomId}
                onCreate={createChannel}
              />
            ))}
            {space.canManage && !phone && slots !== null && (
              <Suspense>
                <slots.ListDragging space={space} box={box} onMoved={setMoved} />
              </Suspense>
            )}
          </div>
        )}
      </ScrollArea>
      <SpaceQuestions space={space} question={question} onClose={() => setQuestion(null)} />
    </>
  );
});
