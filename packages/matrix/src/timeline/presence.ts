import { type ReadonlySignal, type Scope, type Signal, signal } from "@parley/kernel";
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { toMatrixError } from "../errors.ts";
import { nameIn } from "../rooms/namesakes.ts";
import { setMarkedUnread } from "../rooms/unread.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { shareKeyEarly } from "../sdk/share-key-early.ts";

/** How long the homeserver shows that I type, and how often it is told again, in milliseconds. */
const TYPING_MS = 30_000;
const TYPING_AGAIN_MS = 20_000;

/** Who types, and how far I have read. */
export class Presence {
  readonly typing: ReadonlySignal<readonly string[]>;
  readonly readUpTo: ReadonlySignal<string | null>;
  readonly #handle: ClientHandle;
  readonly #room: Room;
  readonly #typing: Signal<readonly string[]> = signal<readonly string[]>([]);
  readonly #rowAt: (eventId: string) => string;
  readonly #readUpTo: Signal<string | null>;
  /** The event that was read last; it need not have a row. */
  #last: string | null;
  /** Where I have moved the marker from here last. */
  #marked: string | null = null;
  /** Where I have moved it, until the echo of the last is here: several may be on their way. None of them is news. */
  readonly #echoes = new Set<string>();
  #typedAt: number | null = null;

  constructor(handle: ClientHandle, room: Room, scope: Scope, rowAt: (eventId: string) => string) {
    this.#handle = handle;
    this.#room = room;
    this.#rowAt = rowAt;
    this.#last = this.#marker();
    this.#readUpTo = signal(null);
    this.rowsChanged();
    this.typing = this.#typing;
    this.readUpTo = this.#readUpTo;
    this.typingChanged();
    scope.onEnd(() => this.setTyping(false));
  }

  typingChanged(): void {
    const me = this.#handle.account.userId;
    const names = this.#room
      .getMembers()
      .filter((member) => member.typing && member.userId !== me && !this.#handle.client.isUserIgnored(member.userId))
      .map(({ userId }) => nameIn(this.#room, userId))
      .sort();
    const before = this.#typing.peek();
    if (names.length !== before.length || names.some((name, at) => name !== before[at])) this.#typing.value = names;
  }

  readMarkerMoved(): void {
    const marker = this.#marker();
    if (marker === this.#marked) this.#echoes.clear();
    if (marker === this.#marked || (marker !== null && this.#echoes.has(marker))) return;
    this.#last = marker;
    this.rowsChanged();
  }

  rowsChanged(): void {
    this.#readUpTo.value = this.#last === null ? null : this.#rowAt(this.#last);
  }

  #marker(): string | null {
    const said: unknown = this.#room.getAccountData("m.fully_read")?.getContent().event_id;
    if (typeof said === "string") return said;
    return this.#room.getEventReadUpTo(this.#handle.account.userId);
  }

  /** Moves `m.fully_read` and `m.read` to an event (Matrix 1.16, `POST /rooms/{roomId}/read_markers`). */
  async markRead(latest: MatrixEvent | undefined): Promise<void> {
    const id = latest?.getId();
    // The room was marked to come back to, and its person has come. A mark that stays is tried at the next look.
    setMarkedUnread(this.#room, false).catch(() => {});
    if (latest === undefined || id === undefined || id === this.#marked) return;
    const before = this.#marked;
    this.#marked = id;
    this.#echoes.add(id);
    try {
      await this.#handle.client.setRoomReadMarkers(this.#room.roomId, id, latest);
    } catch (thrown) {
      this.#marked = before;
      this.#echoes.delete(id);
      throw toMatrixError(thrown);
    }
  }

  setTyping(typing: boolean): void {
    const now = this.#handle.ports.clock.now();
    if (typing && this.#typedAt !== null && now - this.#typedAt < TYPING_AGAIN_MS) return;
    if (!typing && this.#typedAt === null) return;
    const begins = typing && this.#typedAt === null;
    this.#typedAt = typing ? now : null;
    if (this.#handle.scope.ended || this.#handle.connection.peek().state !== "online") return;
    // The room's key goes to everybody's devices while the first message is being written, not after.
    if (begins && this.#room.hasEncryptionStateEvent()) shareKeyEarly(this.#handle.client.getCrypto(), this.#room);
    this.#handle.client.sendTyping(this.#room.roomId, typing, TYPING_MS).catch(() => {
      // A hint that ends by itself: not worth another try.
    });
  }
}
