import { type LucideIcon, Settings } from "lucide-react";
import { useMemo } from "react";
import type { Place } from "../../../shared/navigation.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import type { SettingsEntry } from "../model/entries.ts";
import { strings } from "../strings/index.ts";
import { usePages } from "./use-pages.ts";

/** All pages of the settings with the words that they are found by, for those who lead there. */
export function useSettingsIndex(more: readonly SettingsEntry[]): readonly {
  readonly id: string;
  readonly label: string;
  readonly words: string;
  readonly icon: LucideIcon;
  readonly place: Place;
}[] {
  const t = useStrings(strings);
  const pages = usePages();
  return useMemo(
    () => [
      { id: "settings", label: t("title"), words: "", icon: Settings, place: { at: "settings" } as const },
      ...pages.map(({ id, title, icon, rows }) => ({
        id,
        label: t(title),
        words: rows.flatMap((row) => row.flatMap((key) => (key === undefined ? [] : t(key)))).join(" "),
        icon,
        place: { at: "settings", page: id } as const,
      })),
      ...more.map(({ id, label, words, icon, place }) => ({
        id,
        label,
        words,
        icon,
        place: place ?? ({ at: "settings", page: id } as const),
      })),
    ],
    [t, more, pages],
  );
}
