import type { DoNotDisturb } from "@parley/matrix";

/** Whether nothing may be raised now, by this device's own time of day. */
export const isQuiet = (wish: DoNotDisturb, now: number): boolean => quietUntil(wish, now) !== null;

/** When what is quiet now ends: the pause or the hours of the day, whichever is later. Null: it is not quiet. */
export function quietUntil({ hours, until }: DoNotDisturb, now: number): number | null {
  const paused = now < until ? until : null;
  if (hours === null || hours.from === hours.to) return paused;
  const date = new Date(now);
  const minute = date.getHours() * 60 + date.getMinutes();
  const overNight = hours.from > hours.to;
  const within = overNight ? minute >= hours.from || minute < hours.to : minute >= hours.from && minute < hours.to;
  if (!within) return paused;
  if (overNight && minute >= hours.from) date.setDate(date.getDate() + 1);
  return Math.max(paused ?? 0, date.setHours(0, hours.to, 0, 0));
}

/** Eight in the morning of the day that comes. */
export function tomorrowMorning(now: number): number {
  const date = new Date(now);
  date.setDate(date.getDate() + 1);
  return date.setHours(8, 0, 0, 0);
}

/** `22:30` as minutes since midnight, or null. */
export function minutesOf(time: string): number | null {
  const found = /^(\d{2}):(\d{2})$/.exec(time);
  if (found === null) return null;
  const minutes = Number(found[1]) * 60 + Number(found[2]);
  return minutes < 24 * 60 ? minutes : null;
}

/** Minutes since midnight as `22:30`, for a time field. */
export function timeOf(minutes: number): string {
  const part = (value: number) => String(value).padStart(2, "0");
  return `${part(Math.floor(minutes / 60))}:${part(minutes % 60)}`;
}
