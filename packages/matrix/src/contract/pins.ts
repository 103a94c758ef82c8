import type { ReadonlySignal } from "@parley/kernel";
import type { MessageItem } from "./message.ts";

/** A message that someone keeps at hand for everyone in the room. */
export interface PinnedMessage {
  readonly eventId: string;
  /** Null while it is being fetched (`loading`), or when it cannot be had. */
  readonly item: MessageItem | null;
  readonly loading: boolean;
}

/** What is pinned in a room (`m.room.pinned_events`). */
export interface Pins {
  /** Event ids in the order in which they were pinned; at most 100. */
  readonly ids: ReadonlySignal<readonly string[]>;
  /** Whether I may pin and unpin. */
  readonly may: ReadonlySignal<boolean>;
  /** The messages themselves, the last pinned first. Empty until `load` was called. */
  readonly messages: ReadonlySignal<readonly PinnedMessage[]>;
  /** Fetches what is not here; from then on `messages` follows. */
  load(): void;
  /** Both resolve when the homeserver has it. Reject with MATRIX_FORBIDDEN, or MATRIX_TOO_LARGE beyond 100. */
  pin(eventId: string): Promise<void>;
  unpin(eventId: string): Promise<void>;
}
