import {
  ClientEvent,
  type MatrixClient,
  type MatrixEvent,
  MatrixEventEvent,
  type Room,
  RoomEvent,
  type RoomMember,
  RoomMemberEvent,
  type RoomState,
  RoomStateEvent,
} from "matrix-js-sdk";
import { CryptoEvent } from "matrix-js-sdk/lib/crypto-api/index.js";

/** State by which names, and what one may do, can change. */
const worldTypes: ReadonlySet<string> = new Set([
  "m.room.member",
  "m.room.power_levels",
  "m.room.encryption",
  "m.room.tombstone",
]);

/** What an open window hears of its room. */
export interface RoomListener {
  eventsChanged(): void;
  /** A sync left events out: a new live timeline begins. */
  liveReplaced(): void;
  /** One event looks different: decrypted or emptied. */
  eventChanged(eventId: string): void;
  /** Names, powers, my membership, or whom I do not want to hear. */
  worldChanged(): void;
  pinsChanged(): void;
  receiptsChanged(): void;
  typingChanged(): void;
  readMarkerMoved(): void;
  trustChanged(): void;
  /** How many events it shows; null while it shows another place than the end of the room, or fetches. */
  span(): number | null;
}

/**
 * One set of the client's listeners for all open windows: there while any window is open, gone with the last.
 */
export class RoomFeed {
  readonly #client: MatrixClient;
  readonly #rooms = new Map<string, Set<RoomListener>>();
  #stop: (() => void) | null = null;

  constructor(client: MatrixClient) {
    this.#client = client;
  }

  /** Lets a window hear of a room; the returned function ends it. */
  listen(roomId: string, listener: RoomListener): () => void {
    const known = this.#rooms.get(roomId) ?? new Set();
    this.#rooms.set(roomId, known.add(listener));
    this.#stop ??= this.#start();
    return () => {
      known.delete(listener);
      if (known.size === 0) this.#rooms.delete(roomId);
      if (this.#rooms.size === 0) {
        this.#stop?.();
        this.#stop = null;
      }
    };
  }

  /** Whether a window on the room is open. */
  hears(roomId: string): boolean {
    return this.#rooms.has(roomId);
  }

  /** The most events that one of its windows shows; null while one shows another place than the end, or fetches. */
  span(roomId: string): number | null {
    let most = 0;
    for (const listener of this.#rooms.get(roomId) ?? []) {
      const span = listener.span();
      if (span === null) return null;
      most = Math.max(most, span);
    }
    return most;
  }

  #tell(roomId: string | undefined, tell: (listener: RoomListener) => void): void {
    for (const listener of this.#rooms.get(roomId ?? "") ?? []) tell(listener);
  }

  #start(): () => void {
    const client = this.#client;
    const onTimeline = (_event: MatrixEvent, room: Room | undefined) =>
      this.#tell(room?.roomId, (listener) => listener.eventsChanged());
    const onReset = (room: Room | undefined) => this.#tell(room?.roomId, (listener) => listener.liveReplaced());
    const onEvent = (event: MatrixEvent) => {
      const id = event.getId();
      if (id !== undefined) this.#tell(event.getRoomId(), (listener) => listener.eventChanged(id));
    };
    const onRedaction = (event: MatrixEvent, room: Room) => {
      const target = event.getAssociatedId();
      if (target !== undefined) this.#tell(room.roomId, (listener) => listener.eventChanged(target));
    };
    const onState = (event: MatrixEvent, _state: RoomState, before: MatrixEvent | null) => {
      // Members come again with what they say: what is known already changes nothing.
      if (before?.getId() !== undefined && before.getId() === event.getId()) return;
      if (event.getType() === "m.room.pinned_events")
        this.#tell(event.getRoomId(), (listener) => listener.pinsChanged());
      if (!worldTypes.has(event.getType())) return;
      this.#tell(event.getRoomId(), (listener) => listener.worldChanged());
    };
    const onMembership = (room: Room) => this.#tell(room.roomId, (listener) => listener.worldChanged());
    const onReceipt = (_event: MatrixEvent, room: Room) =>
      this.#tell(room.roomId, (listener) => listener.receiptsChanged());
    const onTyping = (_event: MatrixEvent, member: RoomMember) =>
      this.#tell(member.roomId, (listener) => listener.typingChanged());
    const onAccountData = (event: MatrixEvent, room: Room) => {
      if (event.getType() === "m.fully_read") this.#tell(room.roomId, (listener) => listener.readMarkerMoved());
    };
    const onTrust = () => {
      for (const roomId of this.#rooms.keys()) this.#tell(roomId, (listener) => listener.trustChanged());
    };
    const onOwnData = (event: MatrixEvent) => {
      if (event.getType() !== "m.ignored_user_list") return;
      for (const roomId of this.#rooms.keys()) this.#tell(roomId, (listener) => listener.worldChanged());
    };
    client.on(ClientEvent.AccountData, onOwnData);
    client.on(RoomEvent.Timeline, onTimeline);
    client.on(RoomEvent.TimelineReset, onReset);
    client.on(MatrixEventEvent.Decrypted, onEvent);
    client.on(RoomEvent.Redaction, onRedaction);
    client.on(RoomStateEvent.Events, onState);
    client.on(RoomEvent.MyMembership, onMembership);
    client.on(RoomEvent.Receipt, onReceipt);
    client.on(RoomMemberEvent.Typing, onTyping);
    client.on(RoomEvent.AccountData, onAccountData);
    client.on(CryptoEvent.UserTrustStatusChanged, onTrust);
    client.on(CryptoEvent.DevicesUpdated, onTrust);
    return () => {
      client.off(ClientEvent.AccountData, onOwnData);
      client.off(RoomEvent.Timeline, onTimeline);
      client.off(RoomEvent.TimelineReset, onReset);
      client.off(MatrixEventEvent.Decrypted, onEvent);
      client.off(RoomEvent.Redaction, onRedaction);
      client.off(RoomStateEvent.Events, onState);
      client.off(RoomEvent.MyMembership, onMembership);
      client.off(RoomEvent.Receipt, onReceipt);
      client.off(RoomMemberEvent.Typing, onTyping);
      client.off(RoomEvent.AccountData, onAccountData);
      client.off(CryptoEvent.UserTrustStatusChanged, onTrust);
      client.off(CryptoEvent.DevicesUpdated, onTrust);
    };
  }
}
