import {
  Clock,
  Flag,
  Hand,
  Heart,
  Leaf,
  Lightbulb,
  type LucideIcon,
  Plane,
  Smile,
  Trophy,
  Utensils,
} from "lucide-react";
import { useStrings } from "../../../../shared/use-strings.ts";
import type { EmojiSection } from "../../model/emoji-grid.ts";
import { emojiStrings } from "./strings/index.ts";

/** By section: the groups of the Unicode data, and those used last. */
const signs: Readonly<Record<string, LucideIcon>> = {
  recent: Clock,
  0: Smile,
  1: Hand,
  3: Leaf,
  4: Utensils,
  5: Plane,
  6: Trophy,
  7: Lightbulb,
  8: Heart,
  9: Flag,
};

/** Jumps to a group. */
export function GroupBar({
  sections,
  current,
  onChoose,
}: {
  readonly sections: readonly EmojiSection[];
  readonly current: string | null;
  readonly onChoose: (section: string) => void;
}) {
  const t = useStrings(emojiStrings);
  return (
    <div role="toolbar" aria-label={t("groups")} className="flex overflow-x-auto border-line border-b pb-1">
      {sections
        .filter((section) => section.emoji.length > 0)
        .map(({ id, name }) => {
          const Sign = signs[id] ?? Heart;
          return (
            <button
              key={id}
              type="button"
              aria-label={name}
              title={name}
              aria-pressed={id === current}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => onChoose(id)}
              className="grid h-8 min-w-7 flex-1 place-items-center rounded-control text-ink-2 hover:bg-float-hover hover:text-ink aria-pressed:bg-float-hover aria-pressed:text-ink touch:size-11 touch:flex-none"
            >
              <Sign aria-hidden="true" className="size-4.5" strokeWidth={1.75} />
            </button>
          );
        })}
    </div>
  );
}
