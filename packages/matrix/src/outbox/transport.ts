import type { Content } from "../content/event-view.ts";
import type { SendFailure } from "../contract/timeline.ts";

/** One event as it leaves: clear; the transport encrypts it where the room demands it. */
export interface WireEvent {
  readonly roomId: string;
  readonly type: string;
  readonly content: Content;
  readonly txnId: string;
  /** Set for redactions: the event that is removed. */
  readonly redacts: string | null;
  /** Must not leave in the clear. */
  readonly encrypted: boolean;
}

/** Why an attempt did not succeed. */
export type SendFault =
  /** May succeed later: no answer, a server in trouble. `afterMs`: the homeserver said how long to wait. */
  | { readonly kind: "later"; readonly afterMs: number | null }
  /** Encrypting failed: tried a few times before it is given up. */
  | { readonly kind: "encryption" }
  | { readonly kind: "never"; readonly reason: SendFailure };

/** Thrown by `SendTransport.put`. */
export class SendError extends Error {
  readonly fault: SendFault;

  constructor(fault: SendFault, cause?: unknown) {
    super(`send: ${fault.kind}`, cause === undefined ? undefined : { cause });
    this.name = "SendError";
    this.fault = fault;
  }
}

/** The way to the homeserver, as the queue needs it. */
export interface SendTransport {
  /** Whether the room is known to be encrypted. */
  isEncrypted(roomId: string): boolean;
  /** The newest event of the room that this device knows, or null. */
  newest(roomId: string): string | null;
  /** Whether the room's timeline shows an event already, so that no echo of it is to come. */
  shows(roomId: string, eventId: string): boolean;
  /** Whether events of the room must not leave in the clear, as far as anything here knows. */
  mustEncrypt(roomId: string): Promise<boolean>;
  /**
   * Uploads a file; resolves with its `mxc:` address. `progress` hears the share that has left. Rejects with `SendError`;
   * gives up by itself when nothing more leaves. Must end soon after `signal` aborts.
   */
  upload(file: Blob, type: string, progress: (share: number) => void, signal: AbortSignal): Promise<string>;
  /** Sends; resolves with the event's id. Rejects with `SendError`. Must end soon after `signal` aborts. */
  put(event: WireEvent, signal: AbortSignal): Promise<string>;
  /**
   * Looks on the homeserver whether a transaction of this device became an event after `anchor`.
   * `unknown`: it could not be seen back to the anchor. Rejects with `SendError` when the homeserver cannot be asked.
   */
  find(
    roomId: string,
    txnId: string,
    anchor: string | null,
    signal: AbortSignal,
  ): Promise<{ readonly eventId: string } | "absent" | "unknown">;
}
