import { Camera, Paperclip } from "lucide-react";
import { type ChangeEvent, useRef } from "react";
import type { Attachments } from "../../../shared/chat-slots.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useViewport } from "../../../shared/viewport.ts";
import { IconButton } from "../../../ui/IconButton.tsx";
import { Menu, MenuItem } from "../../../ui/Menu.tsx";
import { attachStrings } from "./strings/index.ts";

const clip = <Paperclip aria-hidden="true" className="size-5" strokeWidth={1.75} />;

/** Picks files; on a phone the camera is the other way. */
export function AttachButton({
  attachments,
  onPicked,
}: {
  readonly attachments: Attachments;
  readonly onPicked: () => void;
}) {
  const t = useStrings(attachStrings);
  const phone = useViewport() === "phone";
  const files = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const take = (event: ChangeEvent<HTMLInputElement>) => {
    attachments.add([...(event.currentTarget.files ?? [])]);
    // The same file again must be a change.
    event.currentTarget.value = "";
    onPicked();
  };
  return (
    <>
      <input ref={files} type="file" multiple hidden onChange={take} data-attach="files" />
      {phone ? (
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
          <Menu side="top" trigger={<IconButton label={t("attach")} tip={false} icon={clip} />}>
            <MenuItem icon={clip} onSelect={() => files.current?.click()}>
              {t("choose")}
            </MenuItem>
            <MenuItem
              icon={<Camera aria-hidden="true" className="size-5" strokeWidth={1.75} />}
              onSelect={() => camera.current?.click()}
            >
              {t("camera")}
            </MenuItem>
          </Menu>
        </>
      ) : (
        <IconButton label={t("attach")} onClick={() => files.current?.click()} icon={clip} />
      )}
    </>
  );
}
