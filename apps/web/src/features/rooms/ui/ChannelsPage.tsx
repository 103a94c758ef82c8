import type { Arrangement, SpaceSummary } from "@parley/matrix";
import { useEffect, useRef, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { withoutCategory } from "../model/arrange.ts";
import { strings } from "../strings/index.ts";
import { CategoryBlock } from "./CategoryBlock.tsx";
import type { ChannelDeeds } from "./channel-deeds.ts";
import { RemoveCategoryDialog } from "./RemoveCategoryDialog.tsx";
import { RenameCategoryDialog } from "./RenameCategoryDialog.tsx";
import { UnlistDialog } from "./UnlistDialog.tsx";
import { useMoves } from "./use-moves.ts";

/** Categories and channels of a server in their order: dragged, or moved by keys and menus. */
export function ChannelsPage({ spaceId }: { readonly spaceId: string }) {
  const list = useSignal(useSession().rooms.list);
  const space = list.spaces.find(({ id }) => id === spaceId);
  return space === undefined ? null : <Channels space={space} />;
}

function Channels({ space }: { readonly space: SpaceSummary }) {
  const t = useStrings(strings);
  const { order, change, error, ...moves } = useMoves(space);
  const [renaming, setRenaming] = useState<Arrangement | null>(null);
  const [removing, setRemoving] = useState<Arrangement | null>(null);
  const [unlisting, setUnlisting] = useState<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const follow = useRef<string | null>(null);
  const rooms = new Map(space.categories.flatMap(({ channels }) => channels).map((room) => [room.id, room]));
  const deeds: ChannelDeeds = {
    put(channelId, to) {
      follow.current = channelId;
      moves.put(channelId, to);
    },
    step(channelId, step) {
      follow.current = channelId;
      moves.step(channelId, step);
    },
    putCategory(categoryId, at) {
      follow.current = categoryId;
      moves.putCategory(categoryId, at);
    },
    unlist: setUnlisting,
    rename: setRenaming,
    remove: setRemoving,
  };
  // What moved keeps the focus, though its row stands elsewhere now.
  useEffect(() => {
    if (follow.current === null || order.length === 0) return;
    const grip = box.current?.querySelector<HTMLElement>(`[data-grip="${CSS.escape(follow.current)}"]`);
    follow.current = null;
    grip?.focus({ preventScroll: true });
    grip?.scrollIntoView?.({ block: "nearest" });
  }, [order]);
  return (
    <div ref={box} className="flex flex-col gap-4">
      <p className="text-13 text-ink-2">{space.canManage ? t("channelsHint") : t("channelsRead")}</p>
      {error !== null && <ErrorNote error={error} />}
      {order.map((category, at) => (
        <CategoryBlock
          key={category.id ?? ""}
          category={category}
          at={at}
          order={order}
          rooms={rooms}
          deeds={space.canManage ? deeds : null}
        />
      ))}
      {unlisting !== null && (
        <UnlistDialog
          spaceId={space.id}
          roomId={unlisting}
          name={rooms.get(unlisting)?.name ?? unlisting}
          onClose={() => setUnlisting(null)}
        />
      )}
      {renaming !== null && (
        <RenameCategoryDialog
          category={renaming}
          onClose={() => setRenaming(null)}
          onRename={(name) =>
            change(
              order.map((category) => (category.id === renaming.id ? { ...category, name } : category)),
              t("saved"),
            )
          }
        />
      )}
      {removing !== null && (
        <RemoveCategoryDialog
          category={removing}
          onClose={() => setRemoving(null)}
          onRemove={() => removing.id !== null && change(withoutCategory(order, removing.id), t("saved"))}
        />
      )}
    </div>
  );
}
