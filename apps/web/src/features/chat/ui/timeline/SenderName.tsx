import type { MessageItem } from "@parley/matrix";
import { type ReactNode, useState } from "react";
import { Popover } from "../../../../ui/Popover.tsx";
import { useMessageRoom } from "./actions.ts";
import { PersonCard } from "./PersonCard.tsx";

// A finger finds it above the line as well: below it are the words.
const name =
  "-mx-0.5 relative min-w-0 rounded-4 px-0.5 text-left font-semibold text-15 text-ink hover:underline touch:before:absolute touch:before:inset-x-0 touch:before:-top-5 touch:before:-bottom-1";

/** Who wrote a message; opens who they are. The layer is made when it is first asked for: there are many names. */
export function SenderName({
  item,
  reachable,
  open,
  onOpenChange,
}: {
  readonly item: MessageItem;
  /** Of all names, Tab reaches those of the message that one is at. */
  readonly reachable: boolean;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}) {
  const { roomId } = useMessageRoom();
  const [made, setMade] = useState(false);
  if (open && !made) setMade(true);
  const words = shownName(item);
  const stop = reachable ? 0 : -1;
  if (!made && !open) {
    return (
      <button type="button" tabIndex={stop} aria-haspopup="dialog" onClick={() => onOpenChange(true)} className={name}>
        {words}
      </button>
    );
  }
  return (
    <Popover
      sheet
      title={item.senderName}
      open={open}
      onOpenChange={onOpenChange}
      trigger={
        <button type="button" tabIndex={stop} className={name}>
          {words}
        </button>
      }
    >
      <PersonCard userId={item.senderId} roomId={roomId} />
    </Popover>
  );
}

/** A name that could be another's has the id behind it: of the two the name gives way. No part of its own: see `cost.test`. */
function shownName({ senderName, senderId }: MessageItem): ReactNode {
  const id = `(${senderId})`;
  if (!senderName.endsWith(id)) return <bdi className="block truncate font-semibold">{senderName}</bdi>;
  return (
    <span className="flex gap-1 font-semibold">
      <bdi className="min-w-0 truncate">{senderName.slice(0, -id.length).trimEnd()}</bdi>{" "}
      <bdi className="max-w-3/4 shrink-0 truncate">{id}</bdi>
    </span>
  );
}
