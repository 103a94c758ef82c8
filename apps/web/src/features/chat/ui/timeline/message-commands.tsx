import type { MessageItem } from "@parley/matrix";
import {
  Copy,
  Forward,
  History,
  Link,
  type LucideIcon,
  Pencil,
  Pin,
  PinOff,
  Reply,
  SmilePlus,
  Trash2,
} from "lucide-react";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { chatStrings } from "../../strings/index.ts";
import { useMessageRoom } from "./actions.ts";

/** One thing that can be done with a message. */
export interface MessageCommand {
  readonly id: string;
  readonly label: string;
  readonly icon: LucideIcon;
  readonly danger?: boolean;
  /** Stands in the bar by itself. */
  readonly first?: boolean;
  readonly run: () => void;
}

/** Whether anything can be done with a message. */
export const isActionable = (item: MessageItem): boolean =>
  item.can.react ||
  item.can.reply ||
  item.can.edit ||
  item.can.redact ||
  (item.eventId !== null && item.body.type === "text");

/** What can be done with a message, in the order of how often it is. */
export function useMessageCommands(item: MessageItem): readonly MessageCommand[] {
  const t = useStrings(chatStrings);
  const { actions, pins } = useMessageRoom();
  const mayPin = useSignal(pins.may);
  const pinned = useSignal(pins.ids).includes(item.eventId ?? "");
  const { body } = item;
  const sent = item.eventId !== null && body.type !== "redacted";
  const commands: (MessageCommand | false)[] = [
    item.can.reply && { id: "reply", label: t("reply"), icon: Reply, first: true, run: () => actions.reply(item) },
    item.can.edit && { id: "edit", label: t("edit"), icon: Pencil, first: true, run: () => actions.edit(item) },
    (body.type === "text" || (body.type === "media" && body.caption !== null)) && {
      id: "copy",
      label: t("copyText"),
      icon: Copy,
      run: () => actions.copy(item),
    },
    sent && { id: "link", label: t("copyMessageLink"), icon: Link, run: () => actions.copyLink(item) },
    sent &&
      (body.type === "text" || body.type === "media") && {
        id: "forward",
        label: t("forward"),
        icon: Forward,
        run: () => actions.ask(item, "forward"),
      },
    sent &&
      mayPin && {
        id: "pin",
        label: pinned ? t("unpin") : t("pin"),
        icon: pinned ? PinOff : Pin,
        run: () => actions.pin(item, !pinned),
      },
    item.reactions.length > 0 && {
      id: "reactions",
      label: t("whoReacted"),
      icon: SmilePlus,
      run: () => actions.ask(item, "reactions"),
    },
    sent &&
      item.edited && {
        id: "versions",
        label: t("showVersions"),
        icon: History,
        run: () => actions.ask(item, "versions"),
      },
    item.can.redact && {
      id: "remove",
      label: t("remove"),
      icon: Trash2,
      danger: true,
      first: item.eventId === null,
      run: () => actions.remove(item),
    },
  ];
  return commands.filter((command) => command !== false);
}
