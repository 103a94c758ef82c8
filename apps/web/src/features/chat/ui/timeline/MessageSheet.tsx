import type { MessageItem } from "@parley/matrix";
import { Copy, Link, Pencil, Reply, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { useStrings } from "../../../../shared/use-strings.ts";
import { cx } from "../../../../ui/cx.ts";
import { Dialog } from "../../../../ui/Dialog.tsx";
import { chatStrings } from "../../strings/index.ts";
import { ReactionChoice } from "./ActionBar.tsx";
import { useMessageRoom } from "./actions.ts";

/** What can be done with a message, in reach of a thumb: opened by a long press. */
export function MessageSheet({ item, onClose }: { readonly item: MessageItem; readonly onClose: () => void }) {
  const t = useStrings(chatStrings);
  const { actions } = useMessageRoom();
  const then = (act: () => void) => () => {
    onClose();
    act();
  };
  return (
    <Dialog open onClose={onClose} title={t("messageActions")}>
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
        {item.can.reply && (
          <SheetRow icon={<Reply className="size-5" strokeWidth={1.75} />} onSelect={then(() => actions.reply(item))}>
            {t("reply")}
          </SheetRow>
        )}
        {item.can.edit && (
          <SheetRow icon={<Pencil className="size-5" strokeWidth={1.75} />} onSelect={then(() => actions.edit(item))}>
            {t("edit")}
          </SheetRow>
        )}
        {item.body.type === "text" && (
          <SheetRow icon={<Copy className="size-5" strokeWidth={1.75} />} onSelect={then(() => actions.copy(item))}>
            {t("copyText")}
          </SheetRow>
        )}
        {item.eventId !== null && (
          <SheetRow icon={<Link className="size-5" strokeWidth={1.75} />} onSelect={then(() => actions.copyLink(item))}>
            {t("copyMessageLink")}
          </SheetRow>
        )}
        {item.can.redact && (
          <SheetRow
            danger
            icon={<Trash2 className="size-5" strokeWidth={1.75} />}
            onSelect={then(() => actions.remove(item))}
          >
            {t("remove")}
          </SheetRow>
        )}
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
