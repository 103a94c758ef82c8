/** A person, a room, or everyone in this room, named in the text. */
export interface Pill {
  readonly kind: "person" | "room" | "everyone";
  /** User id or room id; empty for everyone. */
  readonly id: string;
  /** Without its `@` or `#`. */
  readonly name: string;
  /** A server that knows the room, for those who are not in it; empty for people. */
  readonly via: string;
}

/** Where a pill leads, as other clients understand it (Matrix 1.16, appendices 4.5.1). */
export const pillLink = ({ id, via }: Pick<Pill, "id" | "via">): string =>
  `https://matrix.to/#/${encodeURIComponent(id)}${via === "" ? "" : `?via=${encodeURIComponent(via)}`}`;

export const pillText = ({ kind, name }: Pill): string => (kind === "room" ? `#${name}` : `@${name}`);
