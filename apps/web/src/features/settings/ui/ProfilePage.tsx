import { type FormEvent, useRef, useState } from "react";
import { useCopy } from "../../../shared/clipboard.ts";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { MediaAvatar } from "../../../shared/MediaAvatar.tsx";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Banner } from "../../../ui/Banner.tsx";
import { Button } from "../../../ui/Button.tsx";
import { Row, Section } from "../../../ui/Row.tsx";
import { TextField } from "../../../ui/TextField.tsx";
import { useToast } from "../../../ui/Toast.tsx";
import { pictureType } from "../model/picture-type.ts";
import { strings } from "../strings/index.ts";

const pictureTypes = ["image/png", "image/jpeg", "image/webp", "image/gif"];
const pictureBytes = 10 * 1024 * 1024;

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
  const session = useSession();
  const { displayName, avatarMxc } = useSignal(session.own.profile);
  const picker = useRef<HTMLInputElement>(null);
  const [fault, setFault] = useState<"type" | "size" | null>(null);
  const { userId } = session.account;
  const upload = useTask(async (file: File | null) => {
    if (file === null) return session.own.setAvatar(null);
    const bytes = new Uint8Array(await file.arrayBuffer());
    // The browser goes by the name: what is sent goes by what is in the file.
    const type = pictureType(bytes);
    if (type === null) setFault("type");
    else await session.own.setAvatar({ bytes, type });
  });
  const choose = (file: File | undefined) => {
    if (file === undefined) return;
    const wrong = !pictureTypes.includes(file.type) ? "type" : file.size > pictureBytes ? "size" : null;
    setFault(wrong);
    if (wrong === null) void upload.run(file);
  };
  return (
    <div className="grid gap-3 py-3">
      <div className="flex flex-wrap items-center gap-x-5 gap-y-3">
        <MediaAvatar id={userId} name={displayName ?? userId} mxc={avatarMxc} size={64} />
        <div className="min-w-40 flex-1">
          <h2 className="font-medium text-14 text-ink">{t("picture")}</h2>
          <p className="text-13 text-ink-2">{t("pictureHint")}</p>
        </div>
        <div className="flex flex-wrap gap-2">
          {avatarMxc !== null && (
            <Button look="ghost" onClick={() => void upload.run(null)}>
              {t("removePicture")}
            </Button>
          )}
          <Button busy={upload.running && t("uploading")} onClick={() => picker.current?.click()}>
            {t("choosePicture")}
          </Button>
        </div>
        <input
          ref={picker}
          type="file"
          accept={pictureTypes.join(",")}
          hidden
          data-testid="picture"
          onChange={(event) => {
            choose(event.currentTarget.files?.[0]);
            event.currentTarget.value = "";
          }}
        />
      </div>
      {fault !== null && (
        <Banner shape="card" live="assertive">
          {fault === "type" ? t("pictureType") : t("pictureSize")}
        </Banner>
      )}
      {upload.error !== null && <ErrorNote error={upload.error} />}
    </div>
  );
}

function NameForm() {
  const t = useStrings(strings);
  const session = useSession();
  const toast = useToast();
  const { displayName } = useSignal(session.own.profile);
  const [typed, setTyped] = useState<string | null>(null);
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
