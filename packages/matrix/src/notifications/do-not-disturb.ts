import type { DoNotDisturb, QuietHours } from "../contract/notifications.ts";

/** Account data: `{hours: {from, to} | null, kept?: {from, to}, until}`, minutes since midnight and milliseconds since the epoch. */
export const doNotDisturbType = "app.parley.do_not_disturb";

declare module "matrix-js-sdk/lib/@types/event.js" {
  interface AccountDataEvents {
    [doNotDisturbType]: DoNotDisturb;
  }
}

export const neverQuiet: DoNotDisturb = { hours: null, until: 0 };

/** What the account data says, which another client may have written: what is not of its shape counts for nothing. */
export function readDoNotDisturb(content: Readonly<Record<string, unknown>> | undefined): DoNotDisturb {
  const until = content?.until;
  const kept = readHours(content?.kept);
  return {
    hours: readHours(content?.hours),
    ...(kept === null ? {} : { kept }),
    until: typeof until === "number" && Number.isFinite(until) ? until : 0,
  };
}

function readHours(value: unknown): QuietHours | null {
  const found = typeof value === "object" && value !== null && "from" in value && "to" in value ? value : null;
  return found !== null && isMinute(found.from) && isMinute(found.to) ? { from: found.from, to: found.to } : null;
}

function isMinute(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < 24 * 60;
}
