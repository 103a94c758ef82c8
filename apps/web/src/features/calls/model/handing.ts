import type { Capture, Captured } from "@parley/calls/devices";
import type { Clock } from "@parley/kernel";

/** So long a device stays open for whoever takes it over. Milliseconds. */
const keptMs = 10_000;

type Kind = "camera" | "microphone";
/** What a device was opened with. */
export type Choice = Parameters<Capture["camera"]>[0] & { readonly filter?: boolean };

/** Opens devices, and hands on what is open already: it is not opened again, and its lamp does not go out between. */
export interface Handing extends Capture {
  /** Whoever opens the same next has this one. It is closed when nobody does so soon, or something else is opened. */
  keep(kind: Kind, choice: Choice, captured: Captured): void;
}

interface Kept {
  readonly choice: Choice;
  readonly captured: Captured;
  readonly cancel: () => void;
}

export function createHanding(capture: Capture, clock: Clock): Handing {
  const kept = new Map<Kind, Kept>();
  const drop = (kind: Kind) => {
    const held = kept.get(kind);
    if (held === undefined) return;
    kept.delete(kind);
    held.cancel();
    held.captured.close();
  };
  const take = (kind: Kind, choice: Choice): Captured | null => {
    const held = kept.get(kind);
    if (held === undefined) return null;
    if (choice.exact !== undefined || isOver(held.captured) || !isSame(held.choice, choice)) {
      drop(kind);
      return null;
    }
    kept.delete(kind);
    held.cancel();
    return held.captured;
  };
  return {
    ...capture,
    microphone: async (choice) => take("microphone", choice) ?? (await capture.microphone(choice)),
    camera: async (choice) => take("camera", choice) ?? (await capture.camera(choice)),
    keep(kind, choice, captured) {
      drop(kind);
      kept.set(kind, { choice, captured, cancel: clock.after(keptMs, () => drop(kind)) });
    },
  };
}

/** Unplugged meanwhile. */
const isOver = ({ media }: Captured): boolean => media.some(({ track }) => track.readyState === "ended");

/** How much is blurred can be changed while it runs, whether it is cannot. */
const isSame = (one: Choice, other: Choice): boolean =>
  device(one) === device(other) &&
  one.filter === other.filter &&
  ((one.blur ?? "off") === "off") === ((other.blur ?? "off") === "off");

/** Both are the system's choice. */
const device = ({ preferred = "" }: Choice): string => (preferred === "default" ? "" : preferred);
