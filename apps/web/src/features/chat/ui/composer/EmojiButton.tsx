import { SmilePlus } from "lucide-react";
import { useState } from "react";
import { useStrings } from "../../../../shared/use-strings.ts";
import { IconButton } from "../../../../ui/IconButton.tsx";
import { Popover } from "../../../../ui/Popover.tsx";
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
