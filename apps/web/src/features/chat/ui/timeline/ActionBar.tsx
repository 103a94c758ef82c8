import type { MessageItem } from "@parley/matrix";
import { Copy, Ellipsis, Link, Pencil, Reply, SmilePlus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useStrings } from "../../../../shared/use-strings.ts";
import { IconButton } from "../../../../ui/IconButton.tsx";
import { Menu, MenuItem } from "../../../../ui/Menu.tsx";
import { Popover } from "../../../../ui/Popover.tsx";
import { chatStrings } from "../../strings/index.ts";
import { reactionKeys, useMessageRoom } from "./actions.ts";

const hasWords = (item: MessageItem): boolean => item.body.type === "text";

/** Whether anything can be done with a message. */
export const isActionable = (item: MessageItem): boolean =>
  item.can.react || item.can.reply || item.can.edit || item.can.redact || (item.eventId !== null && hasWords(item));

/** The bar at the upper right of a message, on hover and on focus. */
export function ActionBar({ item }: { readonly item: MessageItem }) {
  const t = useStrings(chatStrings);
  const { actions } = useMessageRoom();
  const icon = "size-5";
  return (
    <div
      role="toolbar"
      aria-label={t("actionsFor", { name: item.senderName })}
      className="-top-4 absolute right-4 z-10 flex rounded-8 bg-float p-0.5 shadow-float forced:border"
    >
      {item.can.react && <ReactButton item={item} />}
      {item.can.reply && (
        <IconButton
          label={t("reply")}
          onClick={() => actions.reply(item)}
          icon={<Reply aria-hidden="true" className={icon} strokeWidth={1.75} />}
        />
      )}
      {item.can.edit && (
        <IconButton
          label={t("edit")}
          onClick={() => actions.edit(item)}
          icon={<Pencil aria-hidden="true" className={icon} strokeWidth={1.75} />}
        />
      )}
      {item.eventId === null && item.can.redact && (
        <IconButton
          label={t("remove")}
          onClick={() => actions.remove(item)}
          icon={<Trash2 aria-hidden="true" className={icon} strokeWidth={1.75} />}
        />
      )}
      {item.eventId !== null && (
        <Menu
          align="end"
          trigger={
            <IconButton
              label={t("moreActions")}
              tip={false}
              icon={<Ellipsis aria-hidden="true" className={icon} strokeWidth={1.75} />}
            />
          }
        >
          {hasWords(item) && (
            <MenuItem icon={<Copy className="size-4" />} onSelect={() => actions.copy(item)}>
              {t("copyText")}
            </MenuItem>
          )}
          {item.eventId !== null && (
            <MenuItem icon={<Link className="size-4" />} onSelect={() => actions.copyLink(item)}>
              {t("copyMessageLink")}
            </MenuItem>
          )}
          {item.can.redact && (
            <MenuItem danger icon={<Trash2 className="size-4" />} onSelect={() => actions.remove(item)}>
              {t("remove")}
            </MenuItem>
          )}
        </Menu>
      )}
    </div>
  );
}

function ReactButton({ item }: { readonly item: MessageItem }) {
  const t = useStrings(chatStrings);
  const { actions } = useMessageRoom();
  const [open, setOpen] = useState(false);
  return (
    <Popover
      title={t("react")}
      open={open}
      onOpenChange={setOpen}
      align="end"
      trigger={
        <IconButton
          label={t("react")}
          tip={!open}
          icon={<SmilePlus aria-hidden="true" className="size-5" strokeWidth={1.75} />}
        />
      }
    >
      <ReactionChoice
        item={item}
        onChosen={(key) => {
          setOpen(false);
          actions.react(item, key);
        }}
      />
    </Popover>
  );
}

/** The small set, side by side. */
export function ReactionChoice({
  item,
  onChosen,
}: {
  readonly item: MessageItem;
  readonly onChosen: (key: string) => void;
}) {
  const t = useStrings(chatStrings);
  return (
    <div className="grid grid-cols-4 gap-1 desk:grid-cols-8">
      {reactionKeys.map((key) => (
        <button
          key={key}
          type="button"
          aria-label={t("reactWith", { key })}
          aria-pressed={item.reactions.some((reaction) => reaction.key === key && reaction.mine)}
          onClick={() => onChosen(key)}
          className="grid size-8 place-items-center rounded-control text-18 hover:bg-float-hover aria-pressed:bg-accent-soft touch:h-12 touch:w-full"
        >
          {key}
        </button>
      ))}
    </div>
  );
}
