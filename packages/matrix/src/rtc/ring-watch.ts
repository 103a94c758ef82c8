import { type ReadonlySignal, type Signal, signal } from "@parley/kernel";
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { validTime } from "../content/clean.ts";
import type { CallMember } from "../contract/calls.ts";
import type { IncomingRing } from "../contract/ringing.ts";
import { nameIn } from "../rooms/namesakes.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { type CallNotice, longestRingMs, readNotice, referenceIn, remainingMs, ringMs } from "./ring-content.ts";

/** Shown at a time; who is called by more people than this sees the first ones. */
const mostShown = 5;
/** Rooms that ring, or might once their caller's place is known. */
const mostRooms = 50;
const mostOver = 1000;
/** One person's rings within this time: further ones make no sound, then none is shown. */
const floodMs = 5 * 60_000;
const mostAloud = 3;
const mostOfOne = 8;

/** What rings follows its sender's place within this time. */
const promptMs = 30_000;

interface Standing {
  readonly ring: IncomingRing;
  readonly room: Room;
  /** When the first ring of this row of them came. */
  readonly since: number;
  /** When the homeserver had what rings. */
  readonly sentAt: number;
  /** The caller's place in the call has been seen: when it is gone they have given up. */
  seen: boolean;
  readonly stop: () => void;
}

/** What of calls the rings depend on. */
export interface RingCalls {
  members(room: Room): ReadonlySignal<readonly CallMember[]>;
  /** Whether calls in this room ring, rather than being told of. */
  rings(room: Room): boolean;
}

/** Rings that concern this account, by what the homeserver brings; it trusts nothing of it. */
export class RingWatch {
  readonly incoming: Signal<readonly IncomingRing[]> = signal([]);
  readonly #handle: ClientHandle;
  readonly #calls: RingCalls;
  readonly #standing = new Map<string, Standing>();
  readonly #over = new Set<string>();
  readonly #rung = new Map<string, number[]>();

  constructor(handle: ClientHandle, calls: RingCalls) {
    this.#handle = handle;
    this.#calls = calls;
  }

  /** An event that says it tells of a call, decrypted. */
  hear(event: MatrixEvent, room: Room): void {
    const { account } = this.#handle;
    const id = event.getId() ?? "";
    const sender = event.getSender() ?? "";
    if (id === "" || sender === account.userId || this.#over.has(id) || event.isRedacted()) return;
    const notice = readNotice(event.getContent(), validTime(event.getTs()));
    const all = notice?.room === true && room.currentState.mayTriggerNotifOfType("room", sender);
    const meant = notice?.rings === true && (all || notice.users.includes(account.userId));
    if (meant && this.#calls.rings(room)) this.#take(event, room, notice);
    else this.mistook(id);
  }

  /**
   * An event that cannot be read: this device was not known to its sender yet. It rings all the same where it can hardly
   * be anything else: it refers to its sender's place in a call that they are alone in, and came right after it.
   */
  hearSealed(event: MatrixEvent, room: Room): void {
    const { account } = this.#handle;
    const id = event.getId() ?? "";
    const sender = event.getSender() ?? "";
    if (id === "" || sender === account.userId || this.#over.has(id) || event.isRedacted()) return;
    if (!this.#calls.rings(room)) return;
    const [place, ...others] = this.#calls.members(room).peek();
    if (place === undefined || others.length > 0 || place.userId !== sender) return;
    const startedAt = validTime(event.getTs());
    if (referenceIn(event.getWireContent()) !== place.eventId || startedAt - place.joinedAt > promptMs) return;
    const { intent } = place;
    const users = [account.userId];
    this.#take(event, room, { rings: true, intent, users, room: false, startedAt, lifetimeMs: ringMs });
  }

  /** What rang unread can be read now, and does not ring. */
  mistook(id: string): void {
    for (const [roomId, { ring }] of this.#standing) if (ring.id === id) this.#drop(roomId);
  }

  #take(event: MatrixEvent, room: Room, notice: CallNotice): void {
    const { ports } = this.#handle;
    const id = event.getId() ?? "";
    const sender = event.getSender() ?? "";
    const sentAt = validTime(event.getTs());
    const age = Number(event.getUnsigned().age);
    const now = ports.clock.now();
    const left = remainingMs(notice, now, Number.isFinite(age) ? age : 0);
    if (left <= 0) return;
    const before = this.#standing.get(room.roomId);
    const same = before?.ring.callerId === sender;
    if (before?.ring.id === id || (before?.seen === true && !same)) return;
    // Its key came late: meanwhile they have rung anew.
    if (same && before.sentAt > sentAt) return;
    if (before === undefined && this.#standing.size >= mostRooms) return;
    const rung = this.#countOf(sender, now);
    if (rung > mostOfOne) return;
    before?.stop();
    const since = same ? before.since : now;
    const caller = room.getMember(sender);
    const ring: IncomingRing = {
      id,
      roomId: room.roomId,
      callerId: sender,
      callerName: nameIn(room, sender),
      callerAvatarMxc: caller?.getMxcAvatarUrl() ?? null,
      intent: notice.intent,
      // Ringing anew while it rings makes it no longer than the longest.
      until: Math.min(now + left, since + longestRingMs),
      quiet: rung > mostAloud,
    };
    this.#stand(ring, room, { since, sentAt, seen: same && before.seen });
  }

  /** It has been declined here or on another of one's devices, or taken back. */
  end(ringId: string): void {
    this.#over.add(ringId);
    for (const oldest of this.#over) {
      if (this.#over.size <= mostOver) break;
      this.#over.delete(oldest);
    }
    for (const [roomId, { ring }] of this.#standing) if (ring.id === ringId) this.#drop(roomId);
  }

  /** Whether those that stand still may: rooms are left, people blocked. */
  look(): void {
    for (const roomId of [...this.#standing.keys()]) this.#lookAt(roomId);
  }

  stop(): void {
    for (const { stop } of this.#standing.values()) stop();
    this.#standing.clear();
  }

  #stand(ring: IncomingRing, room: Room, parts: Pick<Standing, "since" | "sentAt" | "seen">): void {
    const { clock } = this.#handle.ports;
    const { roomId } = room;
    const cancel = clock.after(Math.max(0, ring.until - clock.now()), () => this.#drop(roomId));
    let unwatch = () => {};
    const stop = () => {
      cancel();
      unwatch();
    };
    this.#standing.set(roomId, { ring, room, ...parts, stop });
    unwatch = this.#calls.members(room).subscribe(() => this.#lookAt(roomId));
    // It may have been over at the first look, before there was anything to take back.
    if (this.#standing.get(roomId)?.ring !== ring) unwatch();
  }

  #lookAt(roomId: string): void {
    const standing = this.#standing.get(roomId);
    if (standing === undefined) return;
    const { ring, room } = standing;
    const { client, account } = this.#handle;
    const members = this.#calls.members(room).peek();
    const calling = members.some(({ userId }) => userId === ring.callerId);
    const over =
      room.getMyMembership() !== "join" ||
      client.isUserIgnored(ring.callerId) ||
      members.some(({ userId }) => userId === account.userId) ||
      (standing.seen && !calling);
    if (over) this.#drop(roomId);
    else {
      standing.seen ||= calling;
      this.#show();
    }
  }

  #drop(roomId: string): void {
    const standing = this.#standing.get(roomId);
    if (standing === undefined) return;
    this.#standing.delete(roomId);
    standing.stop();
    this.end(standing.ring.id);
    this.#show();
  }

  #show(): void {
    const shown = [...this.#standing.values()]
      .filter(({ seen }) => seen)
      .sort((a, b) => a.since - b.since)
      .slice(0, mostShown)
      .map(({ ring }) => ring);
    const before = this.incoming.peek();
    if (shown.length === before.length && shown.every((ring, at) => ring === before[at])) return;
    this.incoming.value = shown;
  }

  /** How many times they have rung lately, this one included. */
  #countOf(sender: string, now: number): number {
    for (const [who, times] of this.#rung) if (now - (times.at(-1) ?? 0) >= floodMs) this.#rung.delete(who);
    const times = [...(this.#rung.get(sender) ?? []).filter((at) => now - at < floodMs), now].slice(-mostOfOne - 1);
    if (this.#rung.size < mostOver || this.#rung.has(sender)) this.#rung.set(sender, times);
    return times.length;
  }
}
