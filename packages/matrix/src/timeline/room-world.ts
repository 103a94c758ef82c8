import { EventTimeline, type MatrixClient, type MatrixEvent, type Room, type RoomState } from "matrix-js-sdk";
import type { MessageItem, Reader } from "../contract/timeline.ts";
import { nameIn } from "../rooms/namesakes.ts";
import { successorOf } from "../rooms/upgrades.ts";
import { GoneMembers, isHere } from "./gone-members.ts";
import type { Permissions, World } from "./projection.ts";

const NOBODY: readonly Reader[] = [];

/** The room as the mapping asks about it, read from the SDK. */
export class RoomWorld implements World {
  readonly me: string;
  revision = 1;
  readonly #room: Room;
  readonly #client: MatrixClient;
  #blocked: ReadonlySet<string> | null = null;
  readonly #shieldOf: (eventId: string) => MessageItem["shield"];
  readonly #gone: GoneMembers;
  #permissions: Permissions | null = null;
  #encrypted: boolean | null = null;
  /** Stands for an event where the SDK reads its id only: looking the event itself up would search all timelines. */
  readonly #asked = { id: "", event: { getId: (): string => this.#asked.id } as MatrixEvent };

  constructor(client: MatrixClient, room: Room, shieldOf: (eventId: string) => MessageItem["shield"]) {
    this.me = client.getSafeUserId();
    this.#client = client;
    this.#room = room;
    this.#shieldOf = shieldOf;
    this.#gone = new GoneMembers(room, () => {
      this.revision += 1;
    });
  }

  /** Names or powers may have changed. */
  changed(): void {
    this.revision += 1;
    this.#permissions = null;
    this.#blocked = null;
    this.#encrypted = null;
  }

  isBlocked(userId: string): boolean {
    this.#blocked ??= new Set(this.#client.getIgnoredUsers());
    return this.#blocked.has(userId);
  }

  get permissions(): Permissions {
    this.#permissions ??= this.#readPermissions();
    return this.#permissions;
  }

  member(userId: string): { readonly name: string; readonly avatarMxc: string | null } {
    const member = this.#room.getMember(userId);
    const gone = isHere(member) ? null : this.#gone.looksOf(userId);
    return gone ?? { name: nameIn(this.#room, userId), avatarMxc: member?.getMxcAvatarUrl() ?? null };
  }

  /** An event is loaded that may know what somebody was called who is gone. */
  learn(event: MatrixEvent): void {
    this.#gone.learn(event);
  }

  mayNotifyRoom(userId: string): boolean {
    return this.#state?.mayTriggerNotifOfType("room", userId) === true;
  }

  readers(eventId: string): readonly Reader[] {
    this.#asked.id = eventId;
    const receipts = this.#room.getReceiptsForEvent(this.#asked.event);
    if (receipts.length === 0) return NOBODY;
    const readers: Reader[] = [];
    for (const { type, userId, data } of receipts) {
      if (type === "m.read" && userId !== this.me) readers.push({ userId, ts: Number(data.ts) || 0 });
    }
    return readers;
  }

  shield(eventId: string): MessageItem["shield"] {
    return this.#shieldOf(eventId);
  }

  get encrypted(): boolean {
    this.#encrypted ??= this.#room.hasEncryptionStateEvent();
    return this.#encrypted;
  }

  get #state(): RoomState | undefined {
    return this.#room.getLiveTimeline().getState(EventTimeline.FORWARDS);
  }

  /** Creators of version 12 rooms have the level Infinity in the SDK, so that no comparison needs to know of them. */
  #readPermissions(): Permissions {
    const state = this.#state;
    if (state === undefined || this.#room.getMyMembership() !== "join") {
      return { send: false, react: false, redactOwn: false, redactOthers: false };
    }
    const level = this.#room.getMember(this.me)?.powerLevel ?? 0;
    const encrypted = this.#room.hasEncryptionStateEvent();
    const redactOwn = state.maySendEvent("m.room.redaction", this.me);
    // Nothing is said any more in a room that goes on elsewhere; what was said can be taken back.
    const open = successorOf(this.#room) === null;
    return {
      send: open && state.maySendEvent(encrypted ? "m.room.encrypted" : "m.room.message", this.me),
      react: open && state.maySendEvent("m.reaction", this.me),
      redactOwn,
      redactOthers: redactOwn && state.hasSufficientPowerLevelFor("redact", level),
    };
  }
}
