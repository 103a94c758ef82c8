import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp } from "lucide-react";
import { useStrings } from "../../../shared/use-strings.ts";
import { useViewport } from "../../../shared/viewport.ts";
import { MenuItem, MenuSeparator } from "../../../ui/Menu.tsx";
import { strings } from "../strings/index.ts";
import { useSpaceMoves } from "./use-space-moves.ts";

/** Where a server can go among one's own, for who does not drag. On a phone they stand in a row. */
export function SpaceMoves({ spaceId }: { readonly spaceId: string }) {
  const t = useStrings(strings);
  const phone = useViewport() === "phone";
  const { ids, put } = useSpaceMoves();
  const at = ids.indexOf(spaceId);
  if (at === -1 || ids.length < 2) return null;
  const [Back, On] = phone ? [ArrowLeft, ArrowRight] : [ArrowUp, ArrowDown];
  return (
    <>
      <MenuItem icon={<Back className="size-4" />} disabled={at === 0} onSelect={() => put(spaceId, at - 1)}>
        {t(phone ? "moveLeft" : "moveUp")}
      </MenuItem>
      <MenuItem icon={<On className="size-4" />} disabled={at === ids.length - 1} onSelect={() => put(spaceId, at + 2)}>
        {t(phone ? "moveRight" : "moveDown")}
      </MenuItem>
      <MenuSeparator />
    </>
  );
}
