import { X } from "lucide-react";
import { useStrings } from "../../../../shared/use-strings.ts";
import { IconButton } from "../../../../ui/IconButton.tsx";
import { stageStrings } from "./strings/index.ts";

/** Above the room's timeline where it stands beside the call. */
export function ChatHead({ onClose }: { readonly onClose: () => void }) {
  const t = useStrings(stageStrings);
  return (
    <header className="flex h-header shrink-0 items-center justify-between border-line border-b pr-3 pl-4">
      <h2 className="font-semibold text-15 text-ink">{t("chat")}</h2>
      <IconButton
        label={t("hideChat")}
        onClick={onClose}
        icon={<X aria-hidden="true" className="size-5" strokeWidth={1.75} />}
      />
    </header>
  );
}
