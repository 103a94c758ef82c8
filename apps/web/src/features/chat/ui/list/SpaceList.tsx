import type { SpaceSummary } from "@parley/matrix";
import { ArrowLeft, ChevronDown, FolderPlus, Hash, LogOut, Plus, Settings2, UserPlus } from "lucide-react";
import { memo, Suspense, useCallback, useState } from "react";
import { useLivesHere } from "../../../../shared/contexts.ts";
import { useNavigation } from "../../../../shared/navigation.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useViewport } from "../../../../shared/viewport.ts";
import { Button } from "../../../../ui/Button.tsx";
import { EmptyState } from "../../../../ui/EmptyState.tsx";
import { IconButton } from "../../../../ui/IconButton.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../../../ui/Menu.tsx";
import { ScrollArea } from "../../../../ui/ScrollArea.tsx";
import { chatStrings } from "../../strings/index.ts";
import { LeaveDialog } from "../dialogs/LeaveDialog.tsx";
import { CreateCategoryDialog, CreateChannelDialog } from "../dialogs/lazy.ts";
import { moveByArrows } from "./arrow-keys.ts";
import { CategorySection } from "./CategorySection.tsx";

type OpenDialog =
  | { readonly kind: "channel"; readonly categoryId: string | null }
  | { readonly kind: "category" | "leave" };

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
  const livesHere = useLivesHere();
  const phone = useViewport() === "phone";
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const close = () => setDialog(null);
  const empty = space.categories.every((category) => category.channels.length + category.joinable.length === 0);
  const createChannel = useCallback((categoryId: string | null) => setDialog({ kind: "channel", categoryId }), []);
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
          {space.canInvite && livesHere && (
            <MenuItem icon={<UserPlus className="size-4" />} onSelect={() => navigation.invitePeople(space)}>
              {t("invitePeople")}
            </MenuItem>
          )}
          {space.canManage && (
            <>
              <MenuItem icon={<Plus className="size-4" />} onSelect={() => createChannel(null)}>
                {t("createChannel")}
              </MenuItem>
              <MenuItem icon={<FolderPlus className="size-4" />} onSelect={() => setDialog({ kind: "category" })}>
                {t("createCategory")}
              </MenuItem>
            </>
          )}
          <MenuItem
            icon={<Settings2 className="size-4" />}
            onSelect={() => navigation.go({ at: "manage", roomId: space.id })}
          >
            {t("serverSettings")}
          </MenuItem>
          <MenuSeparator />
          <MenuItem danger icon={<LogOut className="size-4" />} onSelect={() => setDialog({ kind: "leave" })}>
            {t("leaveServer")}
          </MenuItem>
        </Menu>
      </header>
      <ScrollArea memory={`list ${space.id}`} className="px-2 pt-1 pb-4" onKeyDown={moveByArrows}>
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
          <div>
            {space.categories.map((category) => (
              <CategorySection
                key={category.id ?? ""}
                space={space}
                category={category}
                roomId={roomId}
                onCreate={createChannel}
              />
            ))}
          </div>
        )}
      </ScrollArea>
      <Suspense>
        {dialog?.kind === "channel" && (
          <CreateChannelDialog space={space} categoryId={dialog.categoryId} onClose={close} />
        )}
        {dialog?.kind === "category" && <CreateCategoryDialog space={space} onClose={close} />}
        {dialog?.kind === "leave" && <LeaveDialog kind="space" id={space.id} name={space.name} onClose={close} />}
      </Suspense>
    </>
  );
});
