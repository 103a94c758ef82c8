import type { SpaceSummary } from "@parley/matrix";
import { useStrings } from "../../../shared/use-strings.ts";
import { withoutCategory } from "../model/arrange.ts";
import { strings } from "../strings/index.ts";
import { RemoveCategoryDialog } from "./RemoveCategoryDialog.tsx";
import { RenameCategoryDialog } from "./RenameCategoryDialog.tsx";
import { useArrangement } from "./use-arrangement.ts";

/** Another name for a category of a server, or its end; what does not succeed is told by a toast. */
export function CategoryQuestion({
  space,
  categoryId,
  kind,
  open,
  onClose,
}: {
  readonly space: SpaceSummary;
  readonly categoryId: string;
  readonly kind: "rename" | "remove";
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  const t = useStrings(strings);
  const { order, change } = useArrangement(space, true);
  const category = order.find(({ id }) => id === categoryId);
  if (category === undefined || !open) return null;
  return kind === "rename" ? (
    <RenameCategoryDialog
      category={category}
      onClose={onClose}
      onRename={(name) =>
        change(
          order.map((other) => (other.id === categoryId ? { ...other, name } : other)),
          t("saved"),
        )
      }
    />
  ) : (
    <RemoveCategoryDialog
      category={category}
      onClose={onClose}
      onRemove={() => change(withoutCategory(order, categoryId), t("saved"))}
    />
  );
}
