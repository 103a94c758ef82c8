import { fieldsOf } from "@parley/kernel";
import type { CallIntent } from "@parley/matrix";
import { leftCallKey as key } from "../../../shared/kept.ts";

/** The call that one was in when the page went away. */
export interface LeftCall {
  readonly userId: string;
  readonly roomId: string;
  readonly intent: CallIntent;
}

type Kept = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** Milliseconds. Whoever comes back later does not mean that call any more. */
const goodForMs = 120_000;

/** Keeps it for the page that comes next in this tab. `now` in milliseconds since the epoch. */
export function keepLeftCall(kept: Kept, left: LeftCall, now: number): void {
  kept.setItem(key, JSON.stringify({ ...left, at: now }));
}

/** There is no way back to it any more: one is in a call again, or does not want to be. */
export function forgetLeftCall(kept: Kept): void {
  kept.removeItem(key);
}

/** What was kept a moment ago; null otherwise. */
export function readLeftCall(kept: Kept, now: number): LeftCall | null {
  const text = kept.getItem(key);
  if (text === null) return null;
  try {
    const { userId, roomId, intent, at } = fieldsOf(JSON.parse(text));
    const age = now - Number(at);
    if (typeof userId !== "string" || typeof roomId !== "string" || !(age >= 0 && age < goodForMs)) return null;
    return { userId, roomId, intent: intent === "video" ? "video" : "audio" };
  } catch {
    return null;
  }
}
