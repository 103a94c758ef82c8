import { lazy, Suspense } from "react";
import { EmojiLoading } from "./EmojiLoading.tsx";

const EmojiPanel = lazy(async () => ({ default: (await import("./EmojiPanel.tsx")).EmojiPanel }));

/** All emoji with search, groups, skin tones and those used last; to stand in a popover. Loaded when first shown. */
export function EmojiPicker({ onPick }: { readonly onPick: (emoji: string) => void }) {
  return (
    <Suspense fallback={<EmojiLoading />}>
      <EmojiPanel onPick={onPick} />
    </Suspense>
  );
}
