import { leftCallKey, voicesKey } from "../../shared/kept.ts";
import type { Preferences } from "../../shared/preferences.ts";
import { recentRoomsKey } from "../../shared/recent-rooms.ts";
import { lastRoomsKey } from "../frame/last-rooms.ts";

type Removable = Pick<Storage, "removeItem">;

/** Nobody is here any more: what names rooms, people and habits goes; how the app looks stays. `gone` is told of each key. */
export function forgetWays(
  browser: Removable,
  tab: Removable,
  preferences: Pick<Preferences, "set">,
  gone: (key: string) => void,
): void {
  for (const key of [recentRoomsKey, lastRoomsKey, voicesKey, leftCallKey]) {
    browser.removeItem(key);
    gone(key);
  }
  tab.removeItem(leftCallKey);
  preferences.set({ folded: [], recentEmoji: [] });
}
