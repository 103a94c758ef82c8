import { computed, type Signal, signal } from "@parley/kernel";
import type { MessageItem, Pins } from "@parley/matrix";
import type { FakeRoom } from "./fake-room.ts";

const pinned = new WeakMap<FakeRoom, Signal<readonly string[]>>();

/** What is pinned in a room of the fake: for a test to read and to change. */
export function fakePinned(room: FakeRoom): Signal<readonly string[]> {
  let ids = pinned.get(room);
  if (ids === undefined) {
    ids = signal<readonly string[]>([]);
    pinned.set(room, ids);
  }
  return ids;
}

/** The pins of a fake room; everybody may pin where they may send. */
export function createFakePins(room: FakeRoom): Pins {
  const ids = fakePinned(room);
  const loaded = signal(false);
  return {
    ids,
    may: computed(() => room.details.value.permissions.send),
    messages: computed(() =>
      loaded.value
        ? [...ids.value].reverse().map((eventId) => {
            const found = room.items.value.find(
              (item): item is MessageItem => item.type === "message" && item.eventId === eventId,
            );
            return { eventId, item: found ?? null, loading: false };
          })
        : [],
    ),
    load() {
      loaded.value = true;
    },
    async pin(eventId) {
      if (!ids.value.includes(eventId)) ids.value = [...ids.value, eventId];
    },
    async unpin(eventId) {
      ids.value = ids.value.filter((id) => id !== eventId);
    },
  };
}
