import type { ReadonlySignal } from "@parley/kernel";
import type { CallIntent } from "./calls.ts";

/** Somebody calls this account: in a direct message, and now. */
export interface IncomingRing {
  /** Of the event that rings. */
  readonly id: string;
  readonly roomId: string;
  readonly callerId: string;
  readonly callerName: string;
  readonly callerAvatarMxc: string | null;
  readonly intent: CallIntent;
  /** When it is over by itself: milliseconds since the epoch, by this device's clock. At most 2 min after it came. */
  readonly until: number;
  /** The same person has rung often lately: it is shown and makes no sound. */
  readonly quiet: boolean;
}

/** How it stands with those whom this device has rung. Nothing is said once somebody has come. */
export interface OutgoingRing {
  /**
   * `declined`: by all who were rung. `failed`: they could not be told. `invited`: nobody is in the room yet; who comes
   * while one waits is rung then.
   */
  readonly state: "ringing" | "declined" | "unanswered" | "failed" | "invited";
}

/** Somebody called, or began a call: one line of a timeline. */
export interface CallItem {
  readonly type: "call";
  readonly key: string;
  readonly eventId: string;
  readonly ts: number;
  readonly actorId: string;
  readonly actorName: string;
  readonly mine: boolean;
  readonly intent: CallIntent;
  /** It rang me, or others from me; else a call only began. */
  readonly rings: boolean;
  /** When it stops ringing by itself: milliseconds since the epoch, by the caller's clock. */
  readonly until: number;
  /**
   * What came of it, as far as the window shows. `over`: the caller has left, and nobody had come. Null: not known; after
   * `until` nobody has answered.
   */
  readonly outcome: "answered" | "declined" | "over" | null;
  /** Of a call that is over, as far as the window shows it whole; null: it goes on, or is not known. */
  readonly talk: CallTalk | null;
}

/** How a call went. */
export interface CallTalk {
  /** How long two or more were in it, milliseconds; 0: nobody came. */
  readonly ms: number;
  /** Who was in it beside the caller, in the order of their coming; the first of many. */
  readonly others: readonly { readonly name: string; readonly mine: boolean }[];
  /** How many they were. */
  readonly count: number;
}

/**
 * Calls that ring (MSC4075, MSC4310 as Element Call has them). Who begins a call in a direct message rings the others
 * there; a call that begins in another room is told of, and rings nobody.
 */
export interface Ringing {
  /**
   * Oldest first; one a room, at most 5. Over when it is answered or declined on any of one's devices, the caller gives
   * up, its time has come, or one has blocked them. Only where this session's client runs (one tab).
   */
  readonly incoming: ReadonlySignal<readonly IncomingRing[]>;
  /** By room. */
  readonly outgoing: ReadonlySignal<ReadonlyMap<string, OutgoingRing>>;
  /** Over here at once, and for the caller and one's other devices when the homeserver has it. Rejects as every request. */
  decline(ringId: string): Promise<void>;
  /** Rings once more those who have not come. Does nothing unless this device is in the room's call. */
  again(roomId: string): void;
}
