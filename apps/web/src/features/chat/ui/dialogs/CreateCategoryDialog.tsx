import type { SpaceSummary } from "@parley/matrix";
import { useState } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useTask } from "../../../../shared/use-task.ts";
import { chatStrings } from "../../strings/index.ts";
import { checkName, FormDialog } from "./FormDialog.tsx";
import { NameField } from "./NameField.tsx";

/** Makes a heading under which channels can stand. */
export function CreateCategoryDialog({
  space,
  onClose,
}: {
  readonly space: SpaceSummary;
  readonly onClose: () => void;
}) {
  const t = useStrings(chatStrings);
  const session = useSession();
  const [value, setValue] = useState("");
  const [tried, setTried] = useState(false);
  const create = useTask(async () => {
    const { name, fault } = checkName(value);
    setTried(true);
    if (fault !== null) return;
    await session.rooms.createCategory(space.id, name);
    onClose();
  });
  return (
    <FormDialog
      title={t("createCategory")}
      description={t("categoryHint")}
      verb={t("createCategory")}
      doing={t("creating")}
      task={create}
      onClose={onClose}
    >
      <NameField label={t("categoryName")} value={value} onChange={setValue} shown={tried} />
    </FormDialog>
  );
}
