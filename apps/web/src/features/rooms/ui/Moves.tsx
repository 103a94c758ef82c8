import type { SpaceSummary } from "@parley/matrix";
import { ArrowDown, ArrowUp, FolderInput, FolderMinus, Pencil } from "lucide-react";
import { useStrings } from "../../../shared/use-strings.ts";
import { MenuItem, MenuSeparator } from "../../../ui/Menu.tsx";
import { placeOf, stepChannel } from "../model/arrange.ts";
import { strings } from "../strings/index.ts";
import { MoveTo } from "./MoveTo.tsx";
import { useMoves } from "./use-moves.ts";

/** Where a channel can go, for who does not drag. */
export function ChannelMoves({ space, channelId }: { readonly space: SpaceSummary; readonly channelId: string }) {
  const t = useStrings(strings);
  const { order, put, step } = useMoves(space, true);
  const here = placeOf(order, channelId);
  if (here === null) return null;
  return (
    <>
      {([-1, 1] as const).map((by) => {
        const Sign = by === -1 ? ArrowUp : ArrowDown;
        return (
          <MenuItem
            key={by}
            icon={<Sign className="size-4" />}
            disabled={stepChannel(order, channelId, by) === null}
            onSelect={() => step(channelId, by)}
          >
            {t(by === -1 ? "moveUp" : "moveDown")}
          </MenuItem>
        );
      })}
      <MoveTo
        order={order}
        from={here.categoryId}
        icon={<FolderInput className="size-4" />}
        onMove={(to) => put(channelId, to)}
      />
      <MenuSeparator />
    </>
  );
}

/** What can be done with a category itself, and where it can go, for who does not drag. `ask` opens a question about it. */
export function CategoryDeeds({
  space,
  categoryId,
  ask,
}: {
  readonly space: SpaceSummary;
  readonly categoryId: string;
  readonly ask: (kind: "rename" | "remove") => void;
}) {
  const t = useStrings(strings);
  const { order, putCategory } = useMoves(space, true);
  const at = order.findIndex(({ id }) => id === categoryId);
  return (
    <>
      <MenuItem icon={<Pencil className="size-4" />} onSelect={() => ask("rename")}>
        {t("renameCategory")}
      </MenuItem>
      <MenuSeparator />
      <MenuItem
        icon={<ArrowUp className="size-4" />}
        disabled={at <= 1}
        onSelect={() => putCategory(categoryId, at - 1)}
      >
        {t("moveUp")}
      </MenuItem>
      <MenuItem
        icon={<ArrowDown className="size-4" />}
        disabled={at >= order.length - 1}
        onSelect={() => putCategory(categoryId, at + 2)}
      >
        {t("moveDown")}
      </MenuItem>
      <MenuSeparator />
      <MenuItem danger icon={<FolderMinus className="size-4" />} onSelect={() => ask("remove")}>
        {t("removeCategory")}
      </MenuItem>
    </>
  );
}
