import type { SpaceSummary } from "@parley/matrix";
import { useState } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useTask } from "../../../../shared/use-task.ts";
import { chatStrings } from "../../strings/index.ts";
import { checkName, FormDialog } from "./FormDialog.tsx";
import { NameField } from "./NameField.tsx";
import { dialogStrings } from "./strings/index.ts";

/** Makes a heading under which channels can stand. */
export function CreateCategoryDialog({
  space,
  onClose,
}: {
  readonly space: SpaceSummary;
  readonly onClose: () => void;
}) {
  const chat = useStrings(chatStrings);
  const t = useStrings(dialogStrings);
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
      title={chat("createCategory")}
      description={t("categoryHint")}
      verb={chat("createCategory")}
      doing={t("creating")}
      task={create}
      onClose={onClose}
    >
      <NameField label={t("categoryName")} value={value} onChange={setValue} shown={tried} />
    </FormDialog>
  );
}
