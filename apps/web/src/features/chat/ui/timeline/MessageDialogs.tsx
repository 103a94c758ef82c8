import type { Timeline } from "@parley/matrix";
import type { Asked } from "../room/use-message-actions.ts";
import { ForwardDialog } from "./ForwardDialog.tsx";
import { ReactionsDialog } from "./ReactionsDialog.tsx";
import { VersionsDialog } from "./VersionsDialog.tsx";

/** What was asked of a message. Loaded when something is. */
export function MessageDialogs({
  asked,
  timeline,
  onClose,
}: {
  readonly asked: Asked;
  readonly timeline: Timeline;
  readonly onClose: () => void;
}) {
  switch (asked.question) {
    case "versions":
      return <VersionsDialog item={asked.item} timeline={timeline} onClose={onClose} />;
    case "reactions":
      return <ReactionsDialog item={asked.item} timeline={timeline} onClose={onClose} />;
    default:
      return <ForwardDialog item={asked.item} timeline={timeline} onClose={onClose} />;
  }
}
