import { type Clock, systemClock } from "@parley/kernel";
import { createContext, useCallback, useContext, useSyncExternalStore } from "react";
import type { Language } from "./messages.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const cache = new Map<string, Intl.DateTimeFormat>();
function formatter(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const region = navigatorRegion(language);
  const key = region + JSON.stringify(options);
  let made = cache.get(key);
  if (made === undefined) {
    made = new Intl.DateTimeFormat(region, options);
    cache.set(key, made);
  }
  return made;
}

const regions = new Map<Language, string>();

/** The person's own region of the language (12 or 24 hours, order of the date), where the browser names one. */
function navigatorRegion(language: Language): string {
  const known = regions.get(language);
  if (known !== undefined) return known;
  const tags = typeof navigator === "undefined" ? [] : navigator.languages;
  const region = tags.find((tag) => tag.toLowerCase().startsWith(language)) ?? language;
  // Browsers take long to answer: a timeline of messages asks once.
  if (regions.size === 0) queueMicrotask(() => regions.clear());
  regions.set(language, region);
  return region;
}

/** What a date can hold: homeservers name any number, and one that is too large must not end what shows it. */
const held = (ts: number): number => Math.min(Math.max(Math.trunc(ts) || 0, -8.64e15), 8.64e15);

/** For the attribute `dateTime`. */
export const isoTime = (ts: number): string => new Date(held(ts)).toISOString();

const startOfDay = (given: number) => new Date(held(given)).setHours(0, 0, 0, 0);
/** Whole days between two times by the calendar: 0 today, 1 yesterday. */
const daysBetween = (ts: number, now: number) => Math.round((startOfDay(now) - startOfDay(ts)) / day);

/** `14:32`, with the noughts that the region writes. */
export function clockTime(ts: number, language: Language): string {
  return formatter(language, { timeStyle: "short" }).format(held(ts));
}

/** The whole date with time, for what shows on hover. */
export function fullTime(ts: number, language: Language): string {
  return formatter(language, { dateStyle: "full", timeStyle: "short" }).format(held(ts));
}

/** Date and time, short: `28 Nov 2026, 14:59`. */
export function dateAndTime(ts: number, language: Language): string {
  return formatter(language, { dateStyle: "medium", timeStyle: "short" }).format(held(ts));
}

/** Relative under an hour, then the clock, then the date: `5 min. ago`, `14:32`, `Thu`, `12 Mar`, `12 Mar 2025`. */
export function shortTime(ts: number, now: number, language: Language): string {
  // A time that is a little ahead of ours is now: clocks differ, and `useNow` rounds down.
  const age = Math.max(0, now - ts);
  if (now - ts > -minute && age < hour) {
    const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
    return age < minute ? relative.format(0, "second") : relative.format(-Math.floor(age / minute), "minute");
  }
  return listTime(ts, now, language);
}

/** For lists, where a relative time would be too long: `14:32`, `Thu`, `12 Mar`. */
export function listTime(ts: number, now: number, language: Language): string {
  const days = daysBetween(ts, now);
  if (days === 0) return clockTime(ts, language);
  if (days > 0 && days < 7) return formatter(language, { weekday: "short" }).format(held(ts));
  const sameYear = new Date(held(ts)).getFullYear() === new Date(now).getFullYear();
  return formatter(language, { day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) }).format(
    held(ts),
  );
}

/** For dividers: `Today`, `Yesterday`, `Thursday 12 March`, with the year when it is another. */
export function dayName(ts: number, now: number, language: Language): string {
  const days = daysBetween(ts, now);
  if (days === 0 || days === 1) {
    const text = new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-days, "day");
    return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
  }
  const sameYear = new Date(held(ts)).getFullYear() === new Date(now).getFullYear();
  return formatter(language, {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(sameYear ? {} : { year: "numeric" }),
  }).format(held(ts));
}

/** How long, for a sentence: `40 seconds`, `2 minutes`, `3 hours`, `5 days`, in one unit. */
export function duration(ms: number, language: Language): string {
  const [value, unit] =
    ms < minute
      ? [Math.max(0, Math.floor(ms / 1000)), "second"]
      : ms < hour
        ? [Math.floor(ms / minute), "minute"]
        : ms < day
          ? [Math.floor(ms / hour), "hour"]
          : [Math.floor(ms / day), "day"];
  const format = new Intl.NumberFormat(language, { style: "unit", unit: String(unit), unitDisplay: "long" });
  return format.format(Number(value));
}

/** `4.2 MB`, decimal. */
export function byteSize(bytes: number, language: Language): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: units[step] ?? "byte",
    unitDisplay: step === 0 ? "long" : "short",
    maximumFractionDigits: step === 0 ? 0 : 1,
  }).format(bytes / 1000 ** step);
}

/** Time for what shows an age or waits. The machine's own, unless a test hands in another. */
export const ClockContext = createContext<Clock>(systemClock);

export const useClock = (): Clock => useContext(ClockContext);

const steps = { second: 1000, minute: 60_000 };

/** The time as of now, renewed each minute or second. Rounded down to it, so that renders agree. */
export function useNow(step: keyof typeof steps = "minute"): number {
  const clock = useClock();
  const size = steps[step];
  const subscribe = useCallback(
    (changed: () => void) => {
      let cancel = () => {};
      const wait = () => {
        cancel = clock.after(size - (clock.now() % size), () => {
          changed();
          wait();
        });
      };
      wait();
      return () => cancel();
    },
    [clock, size],
  );
  return useSyncExternalStore(subscribe, () => Math.floor(clock.now() / size) * size);
}
