import type { NotifyLevel, RoomDetails } from "@parley/matrix";
import { type FormEvent, useEffect, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useRoomSlots } from "../../../shared/room-slots.ts";
import { useUnsaved } from "../../../shared/unsaved.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { Row, Section } from "../../../ui/Row.tsx";
import { Select } from "../../../ui/Select.tsx";
import { TextField } from "../../../ui/TextField.tsx";
import { useToast } from "../../../ui/Toast.tsx";
import { strings } from "../strings/index.ts";
import { AccessSection } from "./AccessSection.tsx";
import { RoomPicture } from "./RoomPicture.tsx";
import { VoiceSection } from "./VoiceSection.tsx";

/** Name, topic, picture, who may come in, how loud it is for me, and the way out. */
export function Overview({ details }: { readonly details: RoomDetails }) {
  const t = useStrings(strings);
  const { permissions } = details;
  const readOnly = !permissions.editName && !permissions.editTopic && !permissions.editPicture;
  return (
    <>
      {readOnly && <p className="mb-4 text-13 text-ink-2">{t("readOnly")}</p>}
      <Section>
        {permissions.editPicture && <RoomPicture details={details} />}
        {(permissions.editName || permissions.editTopic) && <Words details={details} />}
      </Section>
      <AccessSection details={details} />
      {details.voice && <VoiceSection details={details} />}
      {details.kind === "room" && (
        <Section title={t("forYou")}>
          <Loudness roomId={details.id} />
        </Section>
      )}
      <Section title={t("about")}>
        {details.kind === "room" && (
          <Row title={t("encryption")} hint={details.encrypted ? t("encrypted") : t("notEncrypted")} />
        )}
        <Row title={t("roomId")} stack>
          <code className="wrap-anywhere select-all rounded-control bg-code px-2 py-1 font-mono text-12 text-ink">
            {details.id}
          </code>
        </Row>
        {details.kind === "room" && details.spaceId !== null && (
          <Unlisting details={details} spaceId={details.spaceId} />
        )}
        <Leaving details={details} />
      </Section>
    </>
  );
}

/** What stands until one writes something else oneself: what others save meanwhile is neither hidden nor undone. */
function useOwnWords(field: string, standing: string) {
  const { words, write, settle } = useUnsaved(field);
  // Saved, here or by another: from now on it follows again.
  useEffect(() => settle(standing), [settle, standing]);
  return { words: words ?? standing, write, changed: words !== null && words.trim() !== standing };
}

function Words({ details }: { readonly details: RoomDetails }) {
  const t = useStrings(strings);
  const { rooms } = useSession();
  const toast = useToast();
  const name = useOwnWords(`name of ${details.id}`, details.name);
  const topic = useOwnWords(`topic of ${details.id}`, details.topic ?? "");
  const { permissions } = details;
  const empty = name.words.trim() === "";
  const save = useTask(async () => {
    if (name.changed && permissions.editName) await rooms.setName(details.id, name.words.trim());
    if (topic.changed && permissions.editTopic) await rooms.setTopic(details.id, topic.words.trim());
    toast({ title: t("saved") });
  });
  const discard = () => {
    save.clear();
    name.write(null);
    topic.write(null);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!empty) void save.run();
  };
  return (
    <form onSubmit={submit} className="grid gap-4 py-4">
      <TextField
        label={t("nameLabel")}
        value={name.words}
        onChange={name.write}
        maxLength={80}
        readOnly={!permissions.editName}
        error={empty ? t("nameNeeded") : undefined}
        autoComplete="off"
        dir="auto"
      />
      <TextField
        label={t("topicLabel")}
        hint={t(details.kind === "space" ? "descriptionHint" : "topicHint")}
        value={topic.words}
        onChange={topic.write}
        maxLength={250}
        readOnly={!permissions.editTopic}
        autoComplete="off"
        dir="auto"
      />
      {save.error !== null && <ErrorNote error={save.error} />}
      {(name.changed || topic.changed || save.running) && (
        <div className="flex flex-wrap gap-2">
          <Button type="submit" look="primary" disabled={empty} busy={save.running && t("saving")}>
            {t("save")}
          </Button>
          {!save.running && (
            <Button look="ghost" onClick={discard}>
              {t("discardChanges")}
            </Button>
          )}
        </div>
      )}
    </form>
  );
}

function Loudness({ roomId }: { readonly roomId: string }) {
  const t = useStrings(strings);
  const { notifications } = useSession();
  const rules = useSignal(notifications.rules);
  const level = rules.exceptions.get(roomId) ?? "default";
  const set = useTask((next: NotifyLevel | "default") =>
    notifications.setLevel(roomId, next === "default" ? null : next),
  );
  return (
    <>
      <Row title={t("notifications")} hint={t("notificationsHint")}>
        <Select<NotifyLevel | "default">
          label={t("notifications")}
          value={level}
          onChange={(next) => void set.run(next)}
          options={[
            { value: "default", label: t("notifyDefault") },
            { value: "all", label: t("notifyAll") },
            { value: "mentions", label: t("notifyMentions") },
            { value: "mute", label: t("notifyMute") },
          ]}
        />
      </Row>
      {set.error !== null && <ErrorNote error={set.error} />}
    </>
  );
}

/** For whom looks after the server. */
function Unlisting({ details, spaceId }: { readonly details: RoomDetails; readonly spaceId: string }) {
  const t = useStrings(strings);
  const { spaces } = useSignal(useSession().rooms.list);
  const slots = useRoomSlots();
  const [asking, setAsking] = useState(false);
  const space = spaces.find(({ id }) => id === spaceId);
  if (space?.canManage !== true) return null;
  return (
    <Row title={t("unlist")} hint={t("unlistAbout")}>
      <Button look="plain-danger" className="phone:-ml-3" onClick={() => setAsking(true)}>
        {t("unlist")}
      </Button>
      {asking && slots !== null && (
        <slots.UnlistDialog
          spaceId={spaceId}
          roomId={details.id}
          name={details.name}
          onClose={() => setAsking(false)}
        />
      )}
    </Row>
  );
}

function Leaving({ details }: { readonly details: RoomDetails }) {
  const t = useStrings(strings);
  const slots = useRoomSlots();
  const [asking, setAsking] = useState(false);
  const space = details.kind === "space";
  return (
    <Row title={t(space ? "leaveServer" : "leaveRoom")} hint={t(space ? "leaveServerHint" : "leaveRoomHint")}>
      <Button look="plain-danger" className="phone:-ml-3" onClick={() => setAsking(true)}>
        {t(space ? "leaveServer" : "leaveRoom")}
      </Button>
      {asking && slots !== null && (
        <slots.LeaveDialog
          kind={space ? "space" : details.spaceId === null ? "room" : "channel"}
          id={details.id}
          name={details.name}
          spaceId={details.spaceId}
          onClose={() => setAsking(false)}
        />
      )}
    </Row>
  );
}
