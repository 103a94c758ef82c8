import type { ReadonlySignal } from "@parley/kernel";

/** Where the media of a call goes: a LiveKit, by the service that hands out its tokens. Source: MSC4195. */
export interface CallTransport {
  /** As the homeserver names it; two spellings are two connections. */
  readonly serviceUrl: string;
}

/** A device's place in the call of a room, as its membership event says. */
export interface CallMember {
  readonly userId: string;
  readonly deviceId: string;
  /** The name of its participant at LiveKit. */
  readonly identity: string;
  /** Of its membership event: raised hands and reactions in the call refer to it. */
  readonly eventId: string;
  /** Milliseconds since the epoch, by the homeserver's clock. */
  readonly joinedAt: number;
  readonly intent: CallIntent;
  readonly transport: CallTransport;
  /** This device's own. */
  readonly own: boolean;
}

/** A device as keys are sent to it. */
export type CallDevice = Pick<CallMember, "userId" | "deviceId">;

/** How somebody came: with the camera in mind or without. */
export type CallIntent = "audio" | "video";

/** A key that a participant's media is enciphered with. Source: `io.element.call.encryption_keys`. */
export interface MediaKey {
  /** 0 to 255; the next key takes the next number. */
  readonly index: number;
  /** 16 bytes as we make them; others may send up to 64. */
  readonly key: Uint8Array<ArrayBuffer>;
}

/** One's own place in a call. */
export interface CallPlace {
  /** The homeserver has let go of the place (it heard nothing for too long): others do not see it until it is taken again. */
  readonly lost: ReadonlySignal<boolean>;
  /** Gives the place up; resolves when the homeserver has it or after 5 s. Others see it at once, or after the time of a crash. */
  leave(): Promise<void>;
  /** The same for a page that is going away: asked without waiting. */
  abandon(): void;
}

/**
 * How this device's place is written: as state with a name that says whose it is, which every client reads, or as a sticky
 * event with a new name each time ("Matrix 2.0" of Element Call).
 */
export type CallWay = "compatibility" | "matrix-2";

/** The call of one room. It exists whether or not anybody is in it. */
export interface RoomCall {
  /** What this device is called in it. `identity`: at LiveKit. */
  readonly own: { readonly way: CallWay; readonly memberId: string; readonly identity: string };
  /** Oldest first. A device has one place. */
  readonly members: ReadonlySignal<readonly CallMember[]>;
  /**
   * Takes a place for this device and keeps it until it is given up or this client ends. Resolves when the homeserver has
   * it. Rejects with MATRIX_FORBIDDEN where the room's levels do not let one, else as every request.
   */
  join(transport: CallTransport, intent: CallIntent): Promise<CallPlace>;
  /**
   * Sends a key of one's own media to devices, over Olm. Answers those that are not known here (yet): they got nothing.
   * Rejects when the homeserver did not take it.
   */
  sendKey(key: MediaKey, to: readonly CallDevice[]): Promise<readonly CallDevice[]>;
  /** Does ahead what sending a key to those who are in it takes, without a word to them. Never rejects. */
  prepareKeys(): Promise<void>;
  /** Hears keys of others for this room: only from the device that really sent them. */
  onKey(listener: (identity: string, key: MediaKey) => void): () => void;
}

/** A proof of one's account for a service that is not the homeserver. */
export interface OpenIdProof {
  readonly access_token: string;
  readonly token_type: string;
  readonly matrix_server_name: string;
  readonly expires_in: number;
}

/** Calls, by MatrixRTC. Places of both ways are read, whichever one's own is taken in. */
export interface Calls {
  /** For one visit. Throws MATRIX_NOT_FOUND when the room is not known. `way`: compatible unless said. */
  of(roomId: string, way?: CallWay): RoomCall;
  /** Who is in the call of a room, as `RoomCall.members`; nobody where the room is not known, or not in this tab. */
  members(roomId: string): ReadonlySignal<readonly CallMember[]>;
  /** Rooms with somebody in their call, and how many people. */
  readonly running: ReadonlySignal<ReadonlyMap<string, number>>;
  /**
   * Whether media in a room's call must be enciphered. What was encrypted once stays so, as for messages, whatever the
   * homeserver says of the room by now.
   */
  encrypts(roomId: string): Promise<boolean>;
  /** Where one's own homeserver has calls; null: nowhere. */
  transport(): Promise<CallTransport | null>;
  /** A proof good for one service that hands out tokens. */
  openId(): Promise<OpenIdProof>;
}
