import type { Arrangement } from "@parley/matrix";
import { useStrings } from "../../../shared/use-strings.ts";
import { AlertDialog } from "../../../ui/AlertDialog.tsx";
import { Button } from "../../../ui/Button.tsx";
import { strings } from "../strings/index.ts";

/** Asks before a category goes, and says that its channels stay. */
export function RemoveCategoryDialog({
  category,
  onRemove,
  onClose,
}: {
  readonly category: Arrangement;
  readonly onRemove: () => void;
  readonly onClose: () => void;
}) {
  const t = useStrings(strings);
  return (
    <AlertDialog
      open
      onClose={onClose}
      title={t("removeCategoryTitle", { name: category.name })}
      description={t("removeCategoryAbout")}
      actions={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button
            look="danger"
            onClick={() => {
              onRemove();
              onClose();
            }}
          >
            {t("removeCategory")}
          </Button>
        </>
      }
    />
  );
}
