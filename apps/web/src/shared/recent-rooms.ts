/** The rooms that were open on this device, the last one first. */
export interface RecentRooms {
  all(): readonly string[];
  visited(roomId: string): void;
}

/** Also removed at sign-out. */
export const recentRoomsKey = "parley.recent-rooms";
const most = 50;

export function createRecentRooms(store: {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}): RecentRooms {
  // Read each time: another tab may have written.
  const all = (): readonly string[] => {
    try {
      const stored: unknown = JSON.parse(store.getItem(recentRoomsKey) ?? "[]");
      return Array.isArray(stored) ? stored.filter((id): id is string => typeof id === "string").slice(0, most) : [];
    } catch {
      return [];
    }
  };
  return {
    all,
    visited(roomId) {
      const before = all();
      if (before[0] === roomId) return;
      try {
        store.setItem(recentRoomsKey, JSON.stringify([roomId, ...before.filter((id) => id !== roomId)].slice(0, most)));
      } catch {
        // Storage is full or forbidden: the order of the list serves.
      }
    },
  };
}
