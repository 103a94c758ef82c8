import type { FormEvent } from "react";
import { useCopy } from "../../../shared/clipboard.ts";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { MediaAvatar } from "../../../shared/MediaAvatar.tsx";
import { PictureChoice } from "../../../shared/PictureChoice.tsx";
import { useUnsaved } from "../../../shared/unsaved.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { Row, Section } from "../../../ui/Row.tsx";
import { TextField } from "../../../ui/TextField.tsx";
import { useToast } from "../../../ui/Toast.tsx";
import { strings } from "../strings/index.ts";

/** Name, picture and address. */
export function ProfilePage() {
  const t = useStrings(strings);
  const { account } = useSession();
  const { copy, copied } = useCopy();
  return (
    <Section>
      <Picture />
      <NameForm />
      <Row title={t("yourId")} hint={t("yourIdHint")} stack>
        <code className="wrap-anywhere select-all rounded-control bg-code px-2 py-1 font-mono text-13 text-ink">
          {account.userId}
        </code>
        <Button onClick={() => void copy(account.userId)}>{copied ? t("copied") : t("copyId")}</Button>
      </Row>
    </Section>
  );
}

function Picture() {
  const t = useStrings(strings);
  const { account, own } = useSession();
  const { displayName, avatarMxc } = useSignal(own.profile);
  return (
    <PictureChoice
      face={<MediaAvatar id={account.userId} name={displayName ?? account.userId} mxc={avatarMxc} size={64} />}
      has={avatarMxc !== null}
      words={{
        title: t("picture"),
        hint: t("pictureHint"),
        choose: t("choosePicture"),
        remove: t("removePicture"),
        uploading: t("uploading"),
        wrongType: t("pictureType"),
        wrongSize: t("pictureSize"),
      }}
      onPicture={(picture) => own.setAvatar(picture)}
    />
  );
}

function NameForm() {
  const t = useStrings(strings);
  const session = useSession();
  const toast = useToast();
  const { displayName } = useSignal(session.own.profile);
  const { words: typed, write: setTyped } = useUnsaved("own name");
  const name = typed ?? displayName ?? "";
  const next = name.trim();
  const changed = typed !== null && next !== "" && next !== displayName;
  const save = useTask(async () => {
    await session.own.setDisplayName(next);
    setTyped(null);
    toast({ title: t("nameSaved", { name: next }) });
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (changed) void save.run();
  };
  return (
    <form onSubmit={submit} className="grid gap-3 py-4">
      {save.error !== null && <ErrorNote error={save.error} />}
      <TextField
        label={t("displayName")}
        dir="auto"
        hint={t("displayNameHint")}
        value={name}
        onChange={setTyped}
        maxLength={100}
        autoComplete="nickname"
      />
      {(changed || save.running) && (
        <div>
          <Button type="submit" look="primary" busy={save.running && t("saving")}>
            {t("saveName")}
          </Button>
        </div>
      )}
    </form>
  );
}
