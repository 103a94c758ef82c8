/** Which room was last open in each space on this device: a space opens where it was left. */
export interface LastRooms {
  of(spaceId: string): string | null;
  /** Where one was last, over all spaces; null: nowhere yet. */
  last(): { readonly spaceId: string; readonly roomId: string } | null;
  visited(spaceId: string, roomId: string): void;
}

/** Stands for a space where the room was opened from home. */
export const homeKey = "home";

/** Also removed at sign-out. */
export const lastRoomsKey = "parley.last-rooms";
const most = 200;

export function createLastRooms(store: {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}): LastRooms {
  let rooms = new Map<string, string>();
  try {
    const stored: unknown = JSON.parse(store.getItem(lastRoomsKey) ?? "[]");
    if (Array.isArray(stored)) {
      rooms = new Map(
        stored.filter(
          (pair): pair is [string, string] => Array.isArray(pair) && pair.every((part) => typeof part === "string"),
        ),
      );
    }
  } catch {
    // Someone else wrote there: begin anew.
  }
  return {
    of: (spaceId) => rooms.get(spaceId) ?? null,
    last() {
      const pair = [...rooms].at(-1);
      return pair === undefined ? null : { spaceId: pair[0], roomId: pair[1] };
    },
    visited(spaceId, roomId) {
      if (rooms.get(spaceId) === roomId && [...rooms.keys()].at(-1) === spaceId) return;
      rooms.delete(spaceId);
      rooms.set(spaceId, roomId);
      rooms = new Map([...rooms].slice(-most));
      try {
        store.setItem(lastRoomsKey, JSON.stringify([...rooms]));
      } catch {
        // Storage is full or forbidden: remembered until the tab is closed.
      }
    },
  };
}
