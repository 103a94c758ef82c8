import type { Clock } from "@parley/kernel";
import type { DoNotDisturb, TellChange, Told } from "@parley/matrix";
import type { DeviceSettings } from "./device-settings.ts";
import { isQuiet } from "./quiet.ts";

/** What shows on the desktop. */
export interface Card {
  readonly title: string;
  readonly body: string;
  /** One card a room: the next one takes its place. */
  readonly tag: string;
  /** Comes up anew in the place of one that still stands: else many systems change that one in silence. */
  readonly anew: boolean;
  readonly onClick: () => void;
}

/** What raising needs of the machine and of the page, as of now. */
export interface RaiserPorts {
  readonly clock: Clock;
  /** Shows a card; the returned function takes it away. Null: it may not, or cannot. */
  readonly show: (card: Card) => (() => void) | null;
  readonly play: () => void;
  /** It is before their eyes: the window has the focus, and shows the room, or says it by itself. */
  readonly isSeen: (told: Told) => boolean;
  readonly settings: () => DeviceSettings;
  readonly doNotDisturb: () => DoNotDisturb;
  readonly words: (told: Told, waiting: number, preview: boolean) => { readonly title: string; readonly body: string };
  readonly open: (told: Told) => void;
}

/** Many things said at once make one sound, and of one room come up once. */
const soundEveryMs = 2000;
/** A card that has been there for so long is no news; some systems keep them for ever. */
const cardMs = 10 * 60_000;

interface Standing {
  readonly events: Set<string>;
  /** When it last came up. */
  readonly upAt: number;
  readonly close: () => void;
  readonly cancel: () => void;
}

/** Raises what the session tells: one card a room, taken away when all that it stands for is read. */
export function createRaiser(ports: RaiserPorts): {
  hear(change: TellChange): void;
  /** Takes all cards away: nobody here hears any more when they are read. */
  clear(): void;
} {
  const standing = new Map<string, Standing>();
  let playedAt = Number.NEGATIVE_INFINITY;

  const drop = (roomId: string): void => {
    const card = standing.get(roomId);
    standing.delete(roomId);
    card?.cancel();
    card?.close();
  };
  const raise = (told: Told): void => {
    const { desktop, preview, sound } = ports.settings();
    if (ports.isSeen(told) || isQuiet(ports.doNotDisturb(), ports.clock.now())) return;
    if (desktop) {
      const before = standing.get(told.roomId);
      const events = new Set([...(before?.events ?? []), told.eventId]);
      const now = ports.clock.now();
      const anew = told.highlight || before === undefined || now - before.upAt >= soundEveryMs;
      const close = ports.show({
        ...ports.words(told, events.size, preview),
        tag: told.roomId,
        anew,
        onClick: () => {
          drop(told.roomId);
          ports.open(told);
        },
      });
      before?.cancel();
      if (close !== null) {
        const cancel = ports.clock.after(cardMs, () => drop(told.roomId));
        standing.set(told.roomId, { events, upAt: anew ? now : (before?.upAt ?? now), close, cancel });
      }
    }
    if (!sound || ports.clock.now() - playedAt < soundEveryMs) return;
    playedAt = ports.clock.now();
    ports.play();
  };
  return {
    hear(change) {
      if (change.type === "told") {
        raise(change.told);
        return;
      }
      const card = standing.get(change.roomId);
      if (card === undefined) return;
      card.events.delete(change.eventId);
      if (card.events.size === 0) drop(change.roomId);
    },
    clear() {
      for (const roomId of [...standing.keys()]) drop(roomId);
    },
  };
}
