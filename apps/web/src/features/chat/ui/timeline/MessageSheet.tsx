import type { MessageItem } from "@parley/matrix";
import { type ReactNode, useRef } from "react";
import { useStrings } from "../../../../shared/use-strings.ts";
import { cx } from "../../../../ui/cx.ts";
import { Dialog } from "../../../../ui/Dialog.tsx";
import { lineOf } from "../../model/draft-replies.ts";
import { chatStrings } from "../../strings/index.ts";
import { ReactionChoice } from "./ActionBar.tsx";
import { useMessageRoom } from "./actions.ts";
import { useMessageCommands } from "./message-commands.tsx";

/** What can be done with a message, in reach of a thumb: opened by a long press. */
export function MessageSheet({ item, onClose }: { readonly item: MessageItem; readonly onClose: () => void }) {
  const t = useStrings(chatStrings);
  const { actions } = useMessageRoom();
  const commands = useMessageCommands(item);
  /** The field below takes the focus. */
  const writes = useRef(false);
  const line = lineOf(item);
  return (
    <Dialog
      open
      touched
      onClose={onClose}
      title={line === "" ? t("messageActions") : `${item.senderName}: ${line}`}
      focusAfter={() =>
        writes.current ? null : document.querySelector<HTMLElement>(`[data-message="${CSS.escape(item.key)}"]`)
      }
    >
      {item.can.react && (
        <ReactionChoice
          item={item}
          onChosen={(key) => {
            onClose();
            actions.react(item, key);
          }}
        />
      )}
      <div className="-mx-2 mt-2 flex flex-col">
        {commands.map(({ id, label, icon: Icon, danger = false, run }) => (
          <SheetRow
            key={id}
            danger={danger}
            icon={<Icon className="size-5" strokeWidth={1.75} />}
            onSelect={() => {
              writes.current = id === "reply" || id === "edit";
              onClose();
              run();
            }}
          >
            {label}
          </SheetRow>
        ))}
      </div>
    </Dialog>
  );
}

function SheetRow({
  icon,
  danger = false,
  onSelect,
  children,
}: {
  readonly icon: ReactNode;
  readonly danger?: boolean;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}) {
  return (
    <button
      type="button"
      onClick={onSelect}
      className={cx(
        "flex h-11 items-center gap-3 rounded-control px-2 text-left text-15 hover:bg-hover",
        danger && "text-danger",
      )}
    >
      <span aria-hidden="true" className={cx(!danger && "text-ink-2")}>
        {icon}
      </span>
      {children}
    </button>
  );
}
