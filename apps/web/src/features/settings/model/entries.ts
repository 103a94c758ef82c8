import type { LucideIcon } from "lucide-react";
import type { ComponentType } from "react";
import type { Place } from "../../../shared/navigation.ts";

/** A page of the settings that another feature brings; `app/` hands it in. */
export interface SettingsEntry {
  readonly id: string;
  readonly label: string;
  /** Other words that the search finds it by. */
  readonly words: string;
  readonly icon: LucideIcon;
  /** Where it stands in the list; `server` when nothing is said. */
  readonly group?: "account" | "thisDevice" | "server";
  /** A page within the settings, or a place of its own. */
  readonly page?: ComponentType;
  readonly place?: Place;
}

/** A setting as the search knows it: its name, and the page where it stands. */
export interface Findable {
  readonly page: string;
  readonly label: string;
  readonly words: string;
}

const plain = (text: string) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

/** Settings whose name or description holds every word of the query, names first; at most 20. */
export function findSettings(all: readonly Findable[], query: string): readonly Findable[] {
  const terms = plain(query).split(/\s+/).filter(Boolean);
  if (terms.length === 0) return [];
  const inName = ({ label }: Findable) => terms.every((term) => plain(label).includes(term));
  return all
    .filter(({ label, words }) => terms.every((term) => plain(`${label} ${words}`).includes(term)))
    .sort((one, other) => Number(inName(other)) - Number(inName(one)))
    .slice(0, 20);
}
