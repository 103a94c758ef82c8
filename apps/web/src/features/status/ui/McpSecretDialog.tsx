import type { ResultOf } from "@parley/protocol";
import { type FormEvent, useId, useState } from "react";
import { useParley } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { PasswordField } from "../../../ui/PasswordField.tsx";
import { strings } from "../strings/index.ts";

type Server = ResultOf<"stack.status">["mcpServers"][number];

/** Takes the value of a header or variable of a server of tools: sealed there, and never shown again. */
export function McpSecretDialog({
  server,
  secret,
  onClose,
  onChanged,
}: {
  readonly server: Server;
  readonly secret: Server["secrets"][number];
  readonly onClose: () => void;
  readonly onChanged: (server: Server) => void;
}) {
  const t = useStrings(strings);
  const parley = useParley();
  const form = useId();
  const [value, setValue] = useState("");
  const [tried, setTried] = useState(false);
  const write = async (sealed: string | null) => {
    const { server: now } = await parley.call("mcp.setSecret", {
      server: server.name,
      name: secret.name,
      value: sealed,
    });
    onChanged(now);
    onClose();
  };
  const save = useTask(() => write(value.trim()));
  const remove = useTask(() => write(null));
  const isHeader = server.kind === "http";
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("secretTitle", { name: secret.name, server: server.name })}
      actions={
        <>
          {secret.entered && (
            <Button
              look="plain-danger"
              className="mr-auto phone:mr-0"
              busy={remove.running && t("secretRemoving")}
              onClick={() => void remove.run()}
            >
              {t("secretRemove")}
            </Button>
          )}
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button form={form} type="submit" look="primary" busy={save.running && t("secretSaving")}>
            {t("secretSave")}
          </Button>
        </>
      }
    >
      <form
        id={form}
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          setTried(true);
          if (value.trim() !== "") void save.run();
        }}
        className="grid gap-4"
      >
        {(save.error ?? remove.error) !== null && <ErrorNote error={save.error ?? remove.error} />}
        <p className="text-13 text-ink-2">{t(isHeader ? "secretHeaderAbout" : "secretVariableAbout")}</p>
        <PasswordField
          label={secret.name}
          hint={isHeader ? t("secretHeaderHint") : undefined}
          maxLength={8192}
          autoComplete="off"
          value={value}
          onChange={setValue}
          error={tried && value.trim() === "" ? t("secretMissing") : undefined}
        />
      </form>
    </Dialog>
  );
}
