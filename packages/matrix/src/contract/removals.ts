import type { ReadonlySignal } from "@parley/kernel";

/** A room or space that someone else has put this person out of. */
export interface Removal {
  readonly roomId: string;
  readonly kind: "space" | "room";
  readonly name: string;
  /** The channels of a space, which went with it. */
  readonly channelIds: readonly string[];
  /** Who did it, by the name that they had there. */
  readonly byName: string;
  /** What they gave as the reason; null: nothing. */
  readonly reason: string | null;
  /** Not only removed: one cannot come back until that is lifted. */
  readonly banned: boolean;
  /** Milliseconds since the epoch, by the homeserver's clock. */
  readonly at: number;
}

/** What one has been put out of and has not yet taken note of; kept on this device. */
export interface Removals {
  /** Newest first, at most 20. The channels that went with a space are not listed beside it. */
  readonly list: ReadonlySignal<readonly Removal[]>;
  /** It has been read. */
  dismiss(roomId: string): void;
}
