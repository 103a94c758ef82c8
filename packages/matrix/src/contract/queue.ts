import type { ReadonlySignal } from "@parley/kernel";
import type { Draft, SendState } from "./timeline.ts";

/** Something of one's own that is written down here and not with the homeserver yet. */
export interface QueuedItem {
  /** Of the message's row in its timeline; changes, reactions and removals have one of their own. */
  readonly key: string;
  readonly roomId: string;
  readonly kind: "message" | "edit" | "reaction" | "redaction";
  /** The words, the reaction, or the name of a file; null where there are none. */
  readonly text: string | null;
  readonly file: boolean;
  readonly send: SendState;
  /** Plain words that are not on their way at this moment: `rewrite` puts others in their place. */
  readonly rewritable: boolean;
  /** What `discard` takes away can be brought back: it has no file, and cannot have arrived unseen. */
  readonly returnable: boolean;
}

/** The send queue, over all rooms. */
export interface Queue {
  /** In the order in which it was written; failed ones too. */
  readonly items: ReadonlySignal<readonly QueuedItem[]>;
  /**
   * Other words for a message that waits. One that was tried may have arrived without an answer: the other words follow
   * it as a change. False: it has been sent, or it is more than plain words; then it is changed as every message is.
   * Rejects with MATRIX_NOT_FOUND, MATRIX_TOO_LARGE, MATRIX_QUEUE_FULL or MATRIX_STORE_FULL.
   */
  rewrite(key: string, draft: Draft): Promise<boolean>;
  /**
   * Takes it back with all that points to it. Answers what brings them back, behind what waits then; null: it is not
   * returnable. Rejects with MATRIX_ALREADY_SENDING or MATRIX_NOT_FOUND.
   */
  discard(key: string): Promise<(() => Promise<void>) | null>;
  /** Tries a failed one again, or a waiting one at once. */
  retry(key: string): Promise<void>;
}
