import type { RoomDetails } from "@parley/matrix";
import { useRef, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { MediaAvatar } from "../../../shared/MediaAvatar.tsx";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Banner } from "../../../ui/Banner.tsx";
import { Button } from "../../../ui/Button.tsx";
import { strings } from "../strings/index.ts";

const pictureTypes = ["image/png", "image/jpeg", "image/webp", "image/gif"];
const pictureBytes = 10 * 1024 * 1024;

/** The picture of a room or server. */
export function RoomPicture({ details }: { readonly details: RoomDetails }) {
  const t = useStrings(strings);
  const { upkeep } = useSession();
  const picker = useRef<HTMLInputElement>(null);
  const [fault, setFault] = useState<"pictureType" | "pictureSize" | null>(null);
  const upload = useTask(async (file: File | null) => {
    if (file === null) return upkeep.setPicture(details.id, null);
    await upkeep.setPicture(details.id, { bytes: new Uint8Array(await file.arrayBuffer()), type: file.type });
  });
  const choose = (file: File | undefined) => {
    if (file === undefined) return;
    const wrong = !pictureTypes.includes(file.type) ? "pictureType" : file.size > pictureBytes ? "pictureSize" : null;
    setFault(wrong);
    if (wrong === null) void upload.run(file);
  };
  return (
    <div className="grid gap-3 py-3">
      <div className="flex flex-wrap items-center gap-x-5 gap-y-3">
        <MediaAvatar id={details.id} name={details.name} mxc={details.avatarMxc} kind="server" size={64} />
        <div className="min-w-40 flex-1">
          <h2 className="font-medium text-14 text-ink">{t("picture")}</h2>
          <p className="text-13 text-ink-2">{t("pictureHint")}</p>
        </div>
        <div className="flex flex-wrap gap-2">
          {details.avatarMxc !== null && (
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
          aria-label={t("choosePicture")}
          tabIndex={-1}
          className="sr-only"
          onChange={(event) => {
            choose(event.currentTarget.files?.[0]);
            event.currentTarget.value = "";
          }}
        />
      </div>
      {fault !== null && (
        <Banner shape="card" live="assertive">
          {t(fault)}
        </Banner>
      )}
      {upload.error !== null && <ErrorNote error={upload.error} />}
    </div>
  );
}
