import type { MessageItem } from "@parley/matrix";
import { Pin } from "lucide-react";
import type { ReactNode } from "react";
import { useStrings } from "../../../../shared/use-strings.ts";
import { chatStrings } from "../../strings/index.ts";
import { useMessageRoom } from "./actions.ts";
import { Receipts } from "./Receipts.tsx";
import { SendClock } from "./SendStatus.tsx";
import { GreyShield, RedShield } from "./Shield.tsx";
import { timelineStrings } from "./strings/index.ts";

/** A file shows how far it is on its way. */
const saysItself = ({ body }: MessageItem): boolean => body.type === "media" && body.source?.at === "here";

/** What stands behind the last word. Most messages have none of it: each part is made where there is something to show. */
export function drawAfter(item: MessageItem, doubt: boolean, active: boolean): ReactNode {
  const none = !item.edited && !(doubt && item.shield !== null) && item.send === null && item.readBy.length === 0;
  if (none) return null;
  return (
    <>
      {item.edited && <EditedSign item={item} />}
      {doubt && item.shield !== null && <GreyShield shield={item.shield} reachable={active} />}
      {item.send !== null && !saysItself(item) && <SendClock send={item.send} />}
      {item.readBy.length > 0 && <Receipts item={item} />}
    </>
  );
}

/** A doubt that should stop the reader, below the words. */
export const drawRed = ({ shield }: MessageItem): ReactNode =>
  shield?.colour === "red" ? <RedShield shield={shield} /> : null;

function EditedSign({ item }: { readonly item: MessageItem }) {
  const t = useStrings(chatStrings);
  const { actions } = useMessageRoom();
  return (
    <>
      {" "}
      <button
        type="button"
        title={t("showVersions")}
        onClick={() => actions.ask(item, "versions")}
        className="ml-0.5 select-none whitespace-nowrap rounded-4 text-12 text-ink-2 hover:underline touch:min-h-6"
      >
        <span className="sr-only">(</span>
        {t("edited")}
        <span className="sr-only">)</span>
      </button>
    </>
  );
}

/** That a message is pinned, above its words. */
export function PinnedSign() {
  const t = useStrings(chatStrings);
  return (
    <span className="flex items-center gap-1 text-12 text-ink-2">
      <Pin aria-hidden="true" className="size-3" strokeWidth={1.75} />
      {t("pinned")}
    </span>
  );
}

/** That a message is being written anew in the field below. */
export function EditingSign() {
  const words = useStrings(timelineStrings);
  return (
    <>
      <span aria-hidden="true" className="absolute inset-y-0 left-0 w-0.5 bg-accent forced:bg-canvas-text" />
      <span className="sr-only">{words("isEdited")}</span>
    </>
  );
}
