import type { Arrangement } from "@parley/matrix";
import type { ReactNode } from "react";
import { useStrings } from "../../../shared/use-strings.ts";
import { MenuItem } from "../../../ui/Menu.tsx";
import { SubMenu } from "../../../ui/SubMenu.tsx";
import { strings } from "../strings/index.ts";

/** The other categories, to put a channel at the end of one. Nothing where there are none. */
export function MoveTo({
  order,
  from,
  icon,
  onMove,
}: {
  readonly order: readonly Arrangement[];
  readonly from: string | null;
  /** Where the lines beside it have one. */
  readonly icon?: ReactNode;
  readonly onMove: (to: { readonly categoryId: string | null; readonly at: number }) => void;
}) {
  const t = useStrings(strings);
  const others = order.filter(({ id }) => id !== from);
  if (others.length === 0) return null;
  return (
    <SubMenu icon={icon} label={t("moveTo")}>
      {others.map(({ id, name, channelIds }) => (
        <MenuItem key={id ?? ""} onSelect={() => onMove({ categoryId: id, at: channelIds.length })}>
          <bdi className="block truncate">{name || t("noCategory")}</bdi>
        </MenuItem>
      ))}
    </SubMenu>
  );
}
