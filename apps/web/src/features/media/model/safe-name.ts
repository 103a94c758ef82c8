/** Controls, invisible format characters (bidi overrides among them), and what a file system gives a meaning. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;
const meaning = /[\\/:*?"<>|]/g;
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** Longest name that is shown or saved, in UTF-16 units. */
const longest = 120;

/**
 * A sender's file name as it may be shown and saved: one line, no path, no character that hides or turns others, the
 * ending kept however long the name is. `fallback` where nothing is left.
 */
export function safeName(name: string, fallback: string): string {
  const last =
    name
      .replaceAll("\\", "/")
      .split("/")
      .findLast((part) => part.trim() !== "") ?? "";
  const held = last.length > 1_000 ? `${last.slice(0, 800)}${last.slice(-200)}` : last;
  const clean = held
    .replace(unseen, "")
    .replace(meaning, "_")
    .replace(/\s+/g, " ")
    // A name that begins with dots hides itself, one that ends with them or with spaces loses them on Windows.
    .replace(/^[.\s]+|[.\s]+$/g, "");
  if (clean === "") return fallback;
  const [start, end] = cut(clean);
  const short = start.length + end.length > longest ? `${start.slice(0, longest - end.length - 1)}…${end}` : clean;
  return reserved.test(short) ? `_${short}` : short;
}

/** The name and its ending, dot included. */
function cut(name: string): [string, string] {
  const dot = name.lastIndexOf(".");
  return dot > 0 && name.length - dot <= 12 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
}

/** What stands behind the last dot, in capitals, when it is short enough to be an ending. */
export function endingOf(name: string): string | null {
  const end = cut(name)[1].slice(1);
  return /^[\p{L}\p{N}]{1,6}$/u.test(end) ? end.toUpperCase() : null;
}
