import { X } from "lucide-react";
import { useStrings } from "../../../../shared/use-strings.ts";
import { IconButton } from "../../../../ui/IconButton.tsx";
import { voiceStrings } from "./strings/index.ts";

/** Above a voice channel's timeline while one is not in its call; all else stands in the room's header beside it. */
export function VoiceChatHead({ onClose }: { readonly onClose: () => void }) {
  const t = useStrings(voiceStrings);
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
