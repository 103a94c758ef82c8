import type { ReadonlySignal } from "@parley/kernel";

/** Somebody in a call who wants to speak. */
export interface RaisedHand {
  /** Of their place: one for each device. */
  readonly identity: string;
  readonly userId: string;
  /** Milliseconds since the epoch, by the homeserver's clock; not before they came. */
  readonly since: number;
}

/** A reaction to what is said right now. */
export interface CallReaction {
  readonly identity: string;
  /** One emoji. */
  readonly emoji: string;
}

/** Raised hands and reactions in the call of one room, for as long as it is open. */
export interface OpenCallSigns {
  /** Whoever raised it first comes first. At most one for each place in the call. */
  readonly hands: ReadonlySignal<readonly RaisedHand[]>;
  /**
   * Raises one's own hand or takes it down. Rejects with MATRIX_NOT_FOUND without a place in the call, else as every
   * request.
   */
  setHand(up: boolean): Promise<void>;
  /** Shows an emoji to everybody in the call for a moment. Rejects as `setHand`. */
  react(emoji: string, name: string): Promise<void>;
  /** Hears reactions of everybody, one's own too; of each place at most one in 3 s. The answer takes it back. */
  onReaction(listener: (reaction: CallReaction) => void): () => void;
  close(): void;
}

/** What people in calls say without words, as Element Call has it. */
export interface CallSigns {
  /** Rejects with MATRIX_NOT_FOUND when the room is not known. */
  open(roomId: string): Promise<OpenCallSigns>;
}
