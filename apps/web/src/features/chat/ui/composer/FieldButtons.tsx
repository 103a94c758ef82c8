import { Check, SendHorizontal, SmilePlus, Type } from "lucide-react";
import { useState } from "react";
import { useStrings } from "../../../../shared/use-strings.ts";
import { cx } from "../../../../ui/cx.ts";
import { IconButton } from "../../../../ui/IconButton.tsx";
import { Popover } from "../../../../ui/Popover.tsx";
import { chatStrings } from "../../strings/index.ts";
import { EmojiPicker } from "../emoji/EmojiPicker.tsx";
import { composerStrings } from "./strings/index.ts";

/** Opens the emoji; the one that is picked goes to the caret. */
export function EmojiButton({ onPick }: { readonly onPick: (emoji: string) => void }) {
  const t = useStrings(composerStrings);
  const [open, setOpen] = useState(false);
  return (
    <Popover
      title={t("emoji")}
      open={open}
      onOpenChange={setOpen}
      side="top"
      align="end"
      trigger={
        <IconButton
          data-emoji=""
          label={t("emoji")}
          tip={!open}
          icon={<SmilePlus aria-hidden="true" className="size-5" strokeWidth={1.75} />}
          className="mb-0.5 touch:mb-0"
        />
      }
    >
      <EmojiPicker
        onPick={(emoji) => {
          setOpen(false);
          onPick(emoji);
        }}
      />
    </Popover>
  );
}

/** Shows and hides the bar with the formats. */
export function FormatsButton({ shown, onToggle }: { readonly shown: boolean; readonly onToggle: () => void }) {
  const t = useStrings(composerStrings);
  return (
    <IconButton
      data-formats=""
      label={t(shown ? "hideFormats" : "showFormats")}
      pressed={shown}
      onPointerDown={(event) => event.preventDefault()}
      onClick={onToggle}
      icon={<Type aria-hidden="true" className="size-5" strokeWidth={1.75} />}
      className="mb-0.5 touch:mb-0"
    />
  );
}

/** Sends what is written, or saves what is edited. */
export function SendButton({
  edits,
  empty,
  onSend,
}: {
  readonly edits: boolean;
  readonly empty: boolean;
  readonly onSend: () => void;
}) {
  const t = useStrings(chatStrings);
  const Sign = edits ? Check : SendHorizontal;
  return (
    <IconButton
      label={t(edits ? "save" : "send")}
      keys="Enter"
      onPointerDown={(event) => event.preventDefault()}
      onClick={onSend}
      disabled={empty}
      icon={<Sign aria-hidden="true" className={cx("size-5", !empty && "text-accent")} strokeWidth={1.75} />}
      className={cx("mb-0.5 touch:mb-0", !empty && "phone:ml-auto")}
    />
  );
}
