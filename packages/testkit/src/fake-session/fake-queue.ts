import { AppError, computed, type Signal } from "@parley/kernel";
import type { MessageItem, Queue, QueuedItem } from "@parley/matrix";
import { buildText } from "./builders.ts";
import type { FakeRooms } from "./fake-rooms.ts";

/** The send queue over what stands in the fake rooms. */
export function createFakeQueue(rooms: FakeRooms, queued: Signal<number>): Queue {
  const roomIds = (): string[] => {
    const { spaces, directs, rooms: others, replaced = [] } = rooms.list.value;
    const channels = spaces.flatMap((space) => space.categories.flatMap((category) => category.channels));
    return [...channels, ...directs, ...others, ...replaced.map(({ room }) => room)].map((room) => room.id);
  };
  const items = computed(() =>
    roomIds().flatMap((roomId) =>
      rooms.room(roomId).items.value.flatMap((item): readonly QueuedItem[] => {
        if (item.type !== "message" || item.send === null) return [];
        const { body, key, send } = item;
        const plain = body.type === "text" && body.html === null;
        const text = body.type === "text" ? body.text : body.type === "media" ? body.name : null;
        const file = body.type === "media";
        const rewritable = plain && send.state !== "sending";
        return [{ key, roomId, kind: "message", text, file, send, rewritable, returnable: !file }];
      }),
    ),
  );
  const change = (key: string, next: (item: MessageItem) => MessageItem | null): void => {
    const found = items.value.find((item) => item.key === key);
    if (found === undefined) throw new AppError("MATRIX_NOT_FOUND", "Nothing of this message is waiting.");
    const room = rooms.room(found.roomId);
    room.items.value = room.items.value.flatMap((item) => {
      if (item.type !== "message" || item.key !== key) return [item];
      const changed = next(item);
      return changed === null ? [] : [changed];
    });
  };
  return {
    items,
    async rewrite(key, draft) {
      change(key, (item) => ({ ...item, body: buildText(draft.text, draft.html ?? null) }));
      return true;
    },
    async discard(key) {
      const found = items.value.find((item) => item.key === key);
      let before: MessageItem | null = null;
      change(key, (item) => {
        before = item;
        return null;
      });
      queued.value = Math.max(0, queued.value - 1);
      const back = before;
      if (found === undefined || back === null || !found.returnable) return null;
      return async () => {
        const room = rooms.room(found.roomId);
        room.items.value = [...room.items.value, back];
        queued.value += 1;
      };
    },
    async retry(key) {
      change(key, (item) =>
        item.send === null ? item : { ...item, send: { state: "queued", since: item.send.since } },
      );
    },
  };
}
