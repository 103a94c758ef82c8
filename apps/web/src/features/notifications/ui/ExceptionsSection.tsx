import type { NotifyLevel, RoomSummary } from "@parley/matrix";
import { nameWithHash } from "../../../shared/channel-sign.ts";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Row, Section } from "../../../ui/Row.tsx";
import { Select } from "../../../ui/Select.tsx";
import { roomsOf, spaceIdOf } from "../model/counts.ts";
import { strings } from "../strings/index.ts";

type Choice = NotifyLevel | "usual";

/** Rooms that do not follow the defaults. */
export function ExceptionsSection() {
  const t = useStrings(strings);
  const { notifications, rooms } = useSession();
  const { exceptions } = useSignal(notifications.rules);
  const list = useSignal(rooms.list);
  const change = useTask((roomId: string, level: Choice) =>
    notifications.setLevel(roomId, level === "usual" ? null : level),
  );
  const known = new Map(roomsOf(list).map((room) => [room.id, room]));
  const entries = [...exceptions].map(([roomId, level]) => ({ roomId, level, room: known.get(roomId) }));
  entries.sort((a, b) => (a.room?.name ?? "").localeCompare(b.room?.name ?? "", t.language));
  const nameOf = (room: RoomSummary | undefined) => (room === undefined ? t("unknownRoom") : nameWithHash(room));
  const placeOf = (roomId: string) => {
    const spaceId = spaceIdOf(list, roomId);
    return list.spaces.find(({ id }) => id === spaceId)?.name;
  };
  return (
    <Section title={t("exceptions")}>
      {entries.length === 0 && <p className="py-3 text-13 text-ink-2">{t("exceptionsNone")}</p>}
      {entries.map(({ roomId, level, room }) => (
        <Row
          key={roomId}
          title={<bdi>{nameOf(room)}</bdi>}
          hint={room === undefined ? <span className="font-mono">{roomId}</span> : placeOf(roomId)}
        >
          <Select<Choice>
            label={t("levelOf", { room: nameOf(room) })}
            value={level}
            onChange={(next) => void change.run(roomId, next)}
            options={[
              { value: "all", label: t("all") },
              { value: "mentions", label: t("mentions") },
              { value: "mute", label: t("mute") },
              { value: "usual", label: t("asUsual") },
            ]}
          />
        </Row>
      ))}
      {change.error !== null && <ErrorNote error={change.error} />}
    </Section>
  );
}
