import type { MessageItem } from "@parley/matrix";
import { MediaAvatar } from "../../../../shared/MediaAvatar.tsx";
import { useViewport } from "../../../../shared/viewport.ts";
import { cx } from "../../../../ui/cx.ts";

/** The face of who wrote it. The name beside it is the button for everyone; the face is for whoever points. */
export function Face({ item, onPress }: { readonly item: MessageItem; readonly onPress: () => void }) {
  const phone = useViewport() === "phone";
  // Beside the name: a quote above that is as high as a finger needs it moves both down.
  const place = item.replyTo !== null ? cx("mt-5", phone ? "touch:mt-9" : "touch:mt-8.5") : phone && "mt-0.5";
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-hidden="true"
      onClick={onPress}
      className={cx("block rounded-full", place)}
    >
      <MediaAvatar id={item.senderId} name={item.senderName} mxc={item.senderAvatarMxc} size={phone ? 32 : 40} />
    </button>
  );
}
