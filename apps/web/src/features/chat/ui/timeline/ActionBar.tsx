import type { MessageItem } from "@parley/matrix";
import { Ellipsis, SmilePlus } from "lucide-react";
import { useState } from "react";
import { useStrings } from "../../../../shared/use-strings.ts";
import { IconButton } from "../../../../ui/IconButton.tsx";
import { Menu, MenuItem } from "../../../../ui/Menu.tsx";
import { Popover } from "../../../../ui/Popover.tsx";
import { chatStrings } from "../../strings/index.ts";
import { EmojiPicker } from "../emoji/EmojiPicker.tsx";
import { reactionKeys, useMessageRoom } from "./actions.ts";
import { useMessageCommands } from "./message-commands.tsx";

/** The bar at the upper right of a message, on hover and on focus. */
export function ActionBar({ item }: { readonly item: MessageItem }) {
  const t = useStrings(chatStrings);
  const commands = useMessageCommands(item);
  const more = commands.filter((command) => command.first !== true);
  return (
    <div
      role="toolbar"
      aria-label={t("actionsFor", { name: item.senderName })}
      className="-top-4 absolute right-4 z-10 flex rounded-8 bg-float p-0.5 shadow-float forced:border"
    >
      {item.can.react && <ReactButton item={item} />}
      {commands
        .filter((command) => command.first === true)
        .map(({ id, label, icon: Icon, run }) => (
          <IconButton
            key={id}
            label={label}
            onClick={run}
            icon={<Icon aria-hidden="true" className="size-5" strokeWidth={1.75} />}
          />
        ))}
      {more.length > 0 && (
        <Menu
          align="end"
          trigger={
            <IconButton
              label={t("moreActions")}
              tip={false}
              icon={<Ellipsis aria-hidden="true" className="size-5" strokeWidth={1.75} />}
            />
          }
        >
          {more.map(({ id, label, icon: Icon, danger = false, run }) => (
            <MenuItem key={id} danger={danger} icon={<Icon className="size-4" />} onSelect={run}>
              {label}
            </MenuItem>
          ))}
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

/** The small set, side by side, and the way to all others. */
export function ReactionChoice({
  item,
  onChosen,
}: {
  readonly item: MessageItem;
  readonly onChosen: (key: string) => void;
}) {
  const t = useStrings(chatStrings);
  const [all, setAll] = useState(false);
  if (all) return <EmojiPicker onPick={onChosen} />;
  const button =
    "grid size-8 place-items-center rounded-control text-18 hover:bg-float-hover aria-pressed:bg-accent-soft touch:h-12 touch:w-full";
  return (
    <div className="grid grid-cols-5 gap-1 desk:grid-cols-9">
      {reactionKeys.map((key) => (
        <button
          key={key}
          type="button"
          aria-label={t("reactWith", { key })}
          aria-pressed={item.reactions.some((reaction) => reaction.key === key && reaction.mine)}
          onClick={() => onChosen(key)}
          className={button}
        >
          {key}
        </button>
      ))}
      <button
        type="button"
        aria-label={t("moreEmoji")}
        title={t("moreEmoji")}
        onClick={() => setAll(true)}
        className={button}
      >
        <SmilePlus aria-hidden="true" className="size-5 text-ink-2" strokeWidth={1.75} />
      </button>
    </div>
  );
}
