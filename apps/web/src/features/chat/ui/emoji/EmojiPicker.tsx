import { lazy, Suspense } from "react";
import { useStrings } from "../../../../shared/use-strings.ts";
import { Spinner } from "../../../../ui/Spinner.tsx";
import { emojiStrings } from "./strings/index.ts";

const EmojiPanel = lazy(async () => ({ default: (await import("./EmojiPanel.tsx")).EmojiPanel }));

/** All emoji with search, groups, skin tones and those used last; to stand in a popover. Loaded when first shown. */
export function EmojiPicker({ onPick }: { readonly onPick: (emoji: string) => void }) {
  return (
    <Suspense fallback={<EmojiLoading />}>
      <EmojiPanel onPick={onPick} />
    </Suspense>
  );
}

/** Keeps the place of the panel. */
export function EmojiLoading() {
  const t = useStrings(emojiStrings);
  return (
    <div className="grid h-96 w-81 max-w-full place-items-center">
      <Spinner>{t("loading")}</Spinner>
    </div>
  );
}
