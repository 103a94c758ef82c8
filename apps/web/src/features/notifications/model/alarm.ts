import type { Clock } from "@parley/kernel";
import type { DeviceSettings } from "./device-settings.ts";
import type { Card } from "./raiser.ts";

/** What an alarm needs of the machine, the page and the account, as of now. */
export interface AlarmPorts {
  readonly clock: Clock;
  /** Shows a card; the returned function takes it away. Null: it may not, or cannot. */
  readonly show: (card: Card) => (() => void) | null;
  readonly play: () => void;
  /** The page is in view and has the focus. */
  readonly isLookedAt: () => boolean;
  readonly settings: () => DeviceSettings;
  /** Nothing may be raised: do not disturb, or the room is muted. */
  readonly isHushed: () => boolean;
}

interface Call {
  readonly words: Pick<Card, "title" | "body">;
  readonly hidden: Pick<Card, "title" | "body">;
  readonly tag: string;
  readonly sound: "on and on" | "once" | "none";
  readonly onClick: () => void;
}

/** From one ring to the next. */
const everyMs = 3000;
/** Two minutes of it: whoever calls ends sooner. */
const mostBeats = 40;

/** Sounds again and again, and shows a card while the page is not looked at. The returned function ends both. */
export function startAlarm(ports: AlarmPorts, call: Call): () => void {
  let close: (() => void) | null = null;
  let cancel = () => {};
  const beat = (number: number): void => {
    if (!ports.isHushed()) {
      const { desktop, preview, sound } = ports.settings();
      if (sound && call.sound !== "none" && (number === 0 || call.sound === "on and on")) ports.play();
      if (desktop && close === null && !ports.isLookedAt()) {
        close = ports.show({
          ...(preview ? call.words : call.hidden),
          tag: call.tag,
          anew: true,
          onClick: call.onClick,
        });
      }
    }
    if (number + 1 < mostBeats) cancel = ports.clock.after(everyMs, () => beat(number + 1));
  };
  beat(0);
  return () => {
    cancel();
    close?.();
  };
}
