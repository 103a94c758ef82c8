/** A row of the list, in CSS pixels from above. */
interface Row {
  readonly id: string;
  readonly top: number;
  readonly bottom: number;
}

/** A category as it is drawn; `id` null: the channels above all. Folded, or of many, it shows some of its rows. */
export interface Section {
  readonly id: string | null;
  readonly top: number;
  readonly bottom: number;
  readonly rows: readonly Row[];
}

/** Where something comes to stand that is let go at a height: behind or before a row, or in a category without any. */
export interface Aim {
  readonly categoryId: string | null;
  readonly next: { readonly id: string; readonly edge: "before" | "after" } | null;
  /** Where the line is drawn. */
  readonly line: number;
}

const middle = ({ top, bottom }: { readonly top: number; readonly bottom: number }): number => (top + bottom) / 2;

/** The part that is at a height: the one that holds it, else the nearest. */
function at<T extends { readonly top: number; readonly bottom: number }>(
  parts: readonly T[],
  y: number,
): T | undefined {
  const away = ({ top, bottom }: T): number => (y < top ? top - y : y > bottom ? y - bottom : 0);
  return parts.toSorted((one, other) => away(one) - away(other))[0];
}

/** Where a channel goes. */
export function aimChannel(sections: readonly Section[], y: number): Aim | null {
  const section = at(sections, y);
  if (section === undefined) return null;
  const { id: categoryId, rows } = section;
  const below = rows.find((row) => y < middle(row));
  if (below !== undefined) return { categoryId, next: { id: below.id, edge: "before" }, line: below.top };
  const last = rows.at(-1);
  if (last !== undefined) return { categoryId, next: { id: last.id, edge: "after" }, line: last.bottom };
  return { categoryId, next: null, line: section.bottom };
}

/** The category that another one is put before or after. The channels without one stay above all. */
export function aimCategory(sections: readonly Section[], y: number): Aim | null {
  const named = sections.filter(({ id }) => id !== null);
  const section = at(named, y);
  if (section === undefined || section.id === null) return null;
  const edge = y < middle(section) ? "before" : "after";
  return {
    categoryId: null,
    next: { id: section.id, edge },
    line: edge === "before" ? section.top : section.bottom,
  };
}
