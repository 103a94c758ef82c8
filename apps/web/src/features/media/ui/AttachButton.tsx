import { Camera, Paperclip } from "lucide-react";
import { type ChangeEvent, useRef } from "react";
import type { Attachments } from "../../../shared/chat-slots.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useViewport } from "../../../shared/viewport.ts";
import { IconButton } from "../../../ui/IconButton.tsx";
import { mediaStrings } from "../strings/index.ts";

/** Picks files; on a phone also takes a picture at once. */
export function AttachButton({ attachments }: { readonly attachments: Attachments }) {
  const t = useStrings(mediaStrings);
  const phone = useViewport() === "phone";
  const files = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const take = (event: ChangeEvent<HTMLInputElement>) => {
    attachments.add([...(event.currentTarget.files ?? [])]);
    // The same file again must be a change.
    event.currentTarget.value = "";
  };
  return (
    <>
      <input ref={files} type="file" multiple hidden onChange={take} data-attach="files" />
      <IconButton
        label={t("attach")}
        onClick={() => files.current?.click()}
        icon={<Paperclip aria-hidden="true" className="size-5" strokeWidth={1.75} />}
      />
      {phone && (
        <>
          <input
            ref={camera}
            type="file"
            accept="image/*,video/*"
            capture="environment"
            hidden
            onChange={take}
            data-attach="camera"
          />
          <IconButton
            label={t("camera")}
            onClick={() => camera.current?.click()}
            icon={<Camera aria-hidden="true" className="size-5" strokeWidth={1.75} />}
          />
        </>
      )}
    </>
  );
}
