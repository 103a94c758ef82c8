import { type ComponentType, createContext } from "react";

interface Words {
  readonly title: string;
  readonly body: string;
}

/** A call that is to be heard and seen outside of the page, for as long as this is drawn. */
export interface RingAlarmProps {
  readonly roomId: string;
  readonly words: Words;
  /** The same where this device shows no names. */
  readonly hidden: Words;
  /** `once`: one is in a call, or hears another one ring. */
  readonly sound: "on and on" | "once" | "none";
  /** The card on the desktop was chosen. */
  readonly onClick: () => void;
}

/** Draws nothing; raises what it is given as far as this device and account want to be disturbed. Filled by `app/`. */
export const RingAlarmContext = createContext<ComponentType<RingAlarmProps> | null>(null);
