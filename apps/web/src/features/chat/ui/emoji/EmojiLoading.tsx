import { useStrings } from "../../../../shared/use-strings.ts";
import { Spinner } from "../../../../ui/Spinner.tsx";
import { emojiStrings } from "./strings/index.ts";

/** Keeps the place of the panel. */
export function EmojiLoading() {
  const t = useStrings(emojiStrings);
  return (
    <div className="grid h-96 w-81 max-w-full place-items-center">
      <Spinner>{t("loading")}</Spinner>
    </div>
  );
}
