import type { MessageItem, MessageVersion, Timeline } from "@parley/matrix";
import { useEffect, useState } from "react";
import { ErrorNote } from "../../../../shared/ErrorNote.tsx";
import { dateAndTime } from "../../../../shared/time.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { Dialog } from "../../../../ui/Dialog.tsx";
import { Spinner } from "../../../../ui/Spinner.tsx";
import { chatStrings } from "../../strings/index.ts";
import { drawBody } from "./MessageBody.tsx";

/** What a message said before, the last version first. */
export function VersionsDialog({
  item,
  timeline,
  onClose,
}: {
  readonly item: MessageItem;
  readonly timeline: Timeline;
  readonly onClose: () => void;
}) {
  const t = useStrings(chatStrings);
  const [versions, setVersions] = useState<readonly MessageVersion[] | null>(null);
  const [error, setError] = useState<unknown>(null);
  const { eventId } = item;
  useEffect(() => {
    if (eventId === null) return;
    let gone = false;
    timeline.versions(eventId).then(
      (found) => !gone && setVersions(found),
      (thrown) => !gone && setError(thrown),
    );
    return () => {
      gone = true;
    };
  }, [timeline, eventId]);
  return (
    <Dialog open onClose={onClose} title={t("versionsTitle")} description={t("versionsHint")} size="lg">
      {error !== null && <ErrorNote error={error} />}
      {error === null && versions === null && <Spinner>{t("versionsLoading")}</Spinner>}
      {versions !== null && (
        <ol className="flex flex-col gap-4">
          {[...versions].reverse().map((version, index) => (
            <li key={version.eventId} className="border-line border-b pb-4 last:border-0 last:pb-0">
              <p className="mb-1 text-12 text-ink-2 tabular-nums">
                {dateAndTime(version.ts, t.language)}
                {index === 0 && ` · ${t("versionNow")}`}
                {index > 0 && index === versions.length - 1 && ` · ${t("versionFirst")}`}
              </p>
              <div className="text-message">
                {drawBody({ ...item, key: `version ${version.eventId}`, body: version.body, edited: false }, null)}
              </div>
            </li>
          ))}
        </ol>
      )}
    </Dialog>
  );
}
