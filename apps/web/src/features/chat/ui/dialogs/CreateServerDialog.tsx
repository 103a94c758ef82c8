import { useState } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import { useNavigation } from "../../../../shared/navigation.ts";
import { useStillHere } from "../../../../shared/use-still-here.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useTask } from "../../../../shared/use-task.ts";
import { chatStrings } from "../../strings/index.ts";
import { checkName, FormDialog, useLeading } from "./FormDialog.tsx";
import { NameField } from "./NameField.tsx";
import { dialogStrings } from "./strings/index.ts";

/** Makes a server with its first channel, and goes there. */
export function CreateServerDialog({ onClose }: { readonly onClose: () => void }) {
  const chat = useStrings(chatStrings);
  const t = useStrings(dialogStrings);
  const session = useSession();
  const navigation = useNavigation();
  const isHere = useStillHere();
  const { focusAfter, leave } = useLeading();
  const [value, setValue] = useState("");
  const [tried, setTried] = useState(false);
  const create = useTask(async () => {
    const { name, fault } = checkName(value);
    setTried(true);
    if (fault !== null) return;
    const spaceId = await session.rooms.createSpace({ name, channels: [{ name: "general" }] });
    if (!isHere()) return;
    leave();
    onClose();
    navigation.go({ at: "space", spaceId });
  });
  return (
    <FormDialog
      title={chat("createServer")}
      description={t("serverNameHint")}
      verb={t("create")}
      doing={t("creating")}
      task={create}
      onClose={onClose}
      focusAfter={focusAfter}
    >
      <NameField label={t("serverName")} value={value} onChange={setValue} shown={tried} />
    </FormDialog>
  );
}
