import type { IEvent } from "matrix-js-sdk";

/** What `GET /notifications` (specification 1.16, 13.13.2) has answered; what is not of its shape is left out. */
export function entriesIn(answer: unknown): { event: Partial<IEvent>; roomId: string; read: boolean }[] {
  if (typeof answer !== "object" || answer === null || !("notifications" in answer)) return [];
  const notifications: readonly unknown[] = Array.isArray(answer.notifications) ? answer.notifications : [];
  const found: { event: Partial<IEvent>; roomId: string; read: boolean }[] = [];
  for (const entry of notifications) {
    if (typeof entry !== "object" || entry === null || !("event" in entry) || !("room_id" in entry)) continue;
    const { event, room_id: roomId } = entry;
    if (typeof event !== "object" || event === null || typeof roomId !== "string") continue;
    const read = "read" in entry && entry.read === true;
    found.push({ event: { ...event, room_id: roomId }, roomId, read });
  }
  return found;
}
