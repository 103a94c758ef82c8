import { strings } from "../strings/index.ts";

type Key = keyof typeof strings.en;

type Label = Extract<Key, `set_${string}`>;
type About = Extract<Key, `about_${string}`>;

const isLabel = (name: string): name is Label => Object.hasOwn(strings.en, name);
const isAbout = (name: string): name is About => Object.hasOwn(strings.en, name);

/** The name of a setting and what it does; null where this client knows no words for it. */
export function wordsOfSetting(name: string): { readonly label: Label; readonly help: About } | null {
  const [label, help] = [`set_${name}`, `about_${name}`];
  return isLabel(label) && isAbout(help) ? { label, help } : null;
}

/** The heading of a group; those that this client does not know stand under the last one. */
export const groups = ["server", "homeserver", "calls", "agents", "keeping", "others"] as const;
export type Group = (typeof groups)[number];

export function groupOf(name: string): Group {
  return groups.find((group) => group === name) ?? "others";
}
