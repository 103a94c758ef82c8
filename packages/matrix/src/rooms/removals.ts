import { type Signal, signal } from "@parley/kernel";
import { EventType, type Room, RoomEvent } from "matrix-js-sdk";
import { validTime } from "../content/clean.ts";
import type { Removal, Removals } from "../contract/removals.ts";
import { toMatrixError } from "../errors.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { timeOf } from "../sdk/event-time.ts";
import { nameIn } from "./namesakes.ts";
import { childrenOf, nameOf } from "./read-room.ts";

/** In the sealed store of this device. */
const sealedKey = "removals";
const most = 20;
const longest = 500;
const mostChannels = 500;
/** Who is put out of a space is put out of its channels, one after the other: told together, in milliseconds. */
const calmMs = 2000;

type Handle = Pick<ClientHandle, "client" | "account" | "sealed" | "ports" | "scope">;

/** Hears of the rooms that others put this person out of, also while they were away. */
export function createRemovals({ client, account, sealed, ports, scope }: Handle): Removals {
  const list: Signal<readonly Removal[]> = signal([]);
  let fresh: Removal[] = [];

  const set = (next: readonly Removal[]): void => {
    list.value = next;
    sealed
      .put(
        sealedKey,
        next.map((removal) => ({ ...removal, channelIds: [...removal.channelIds] })),
        "relaxed",
      )
      .catch((thrown) => {
        ports.log.info("a removal could not be kept", { code: toMatrixError(thrown).code });
      });
  };
  const tell = (): void => {
    const arrived = fresh;
    fresh = [];
    if (scope.ended) return;
    const all = [...arrived, ...list.peek()];
    const gone = new Set(all.flatMap(({ kind, roomId }) => (kind === "space" ? [roomId] : [])));
    const inGone = ({ roomId }: Removal): boolean => spacesOf(client.getRooms(), roomId).some((id) => gone.has(id));
    const told = arrived.filter((removal) => !inGone(removal));
    if (told.length === 0) return;
    const others = list.peek().filter((old) => !inGone(old) && told.every(({ roomId }) => roomId !== old.roomId));
    set([...told.sort((a, b) => b.at - a.at), ...others].slice(0, most));
  };
  const onMembership = (room: Room, now: string, before?: string): void => {
    if (now === "join") {
      fresh = fresh.filter(({ roomId }) => roomId !== room.roomId);
      if (list.peek().some(({ roomId }) => roomId === room.roomId)) dismiss(room.roomId);
      return;
    }
    if (before !== "join" || (now !== "leave" && now !== "ban")) return;
    const removal = removalOf(room, account.userId);
    if (removal === null) return;
    if (fresh.length === 0) scope.onEnd(ports.clock.after(calmMs, tell));
    fresh.push(removal);
  };
  const dismiss = (roomId: string): void => set(list.peek().filter((removal) => removal.roomId !== roomId));

  client.on(RoomEvent.MyMembership, onMembership);
  scope.onEnd(() => client.off(RoomEvent.MyMembership, onMembership));
  sealed.get(sealedKey).then(
    (kept) => {
      if (!scope.ended) list.value = [...list.peek(), ...removalsIn(kept)].slice(0, most);
    },
    (thrown) => ports.log.info("earlier removals could not be read", { code: toMatrixError(thrown).code }),
  );
  return { list, dismiss };
}

/** The spaces that list a room, those one is out of among them. */
function spacesOf(rooms: readonly Room[], roomId: string): readonly string[] {
  return rooms
    .filter((room) => room.isSpaceRoom() && childrenOf(room).some((child) => child.roomId === roomId))
    .map((room) => room.roomId);
}

/** What the membership says; null where one has gone by oneself. */
function removalOf(room: Room, userId: string): Removal | null {
  const event = room.currentState.getStateEvents(EventType.RoomMember, userId);
  const by = event?.getSender();
  if (event == null || by === undefined || by === userId) return null;
  const { membership, reason } = event.getContent<Record<string, unknown>>();
  return {
    roomId: room.roomId,
    kind: room.isSpaceRoom() ? "space" : "room",
    name: nameOf(room),
    channelIds: room.isSpaceRoom()
      ? childrenOf(room)
          .slice(0, mostChannels)
          .map((child) => child.roomId)
      : [],
    byName: nameIn(room, by),
    reason: typeof reason === "string" && reason.trim() !== "" ? reason.trim().slice(0, longest) : null,
    banned: membership === "ban",
    at: timeOf(event),
  };
}

/** What was kept, as far as it still has this shape. */
function removalsIn(kept: unknown): readonly Removal[] {
  if (!Array.isArray(kept)) return [];
  return kept.filter(isRemoval);
}

function isRemoval(entry: unknown): entry is Removal {
  if (typeof entry !== "object" || entry === null) return false;
  const { roomId, kind, name, channelIds, byName, reason, banned, at } = entry as Record<string, unknown>;
  if (!Array.isArray(channelIds)) return false;
  const words = [roomId, name, byName, ...channelIds].every((word) => typeof word === "string");
  const known = kind === "space" || kind === "room";
  return (
    words &&
    known &&
    (reason === null || typeof reason === "string") &&
    typeof banned === "boolean" &&
    at === validTime(at)
  );
}
