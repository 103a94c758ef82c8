import type { ReadonlySignal } from "@parley/kernel";

/** A person as the homeserver shows them to everyone. */
export interface Person {
  readonly userId: string;
  readonly name: string;
  readonly avatarMxc: string | null;
}

/** `unknown`: the homeserver does not say, or not to us. */
export interface PersonPresence {
  readonly state: "online" | "away" | "offline" | "unknown";
  /** When they last did something, in milliseconds since the epoch. */
  readonly lastActiveAt: number | null;
}

/** Other people, whichever rooms one shares with them; and how one appears to them. */
export interface People {
  /** Name and picture; null when there is no such account. */
  profile(userId: string): Promise<Person | null>;
  presence(userId: string): ReadonlySignal<PersonPresence>;
  /** Whether others see that I am here. Holds for all devices; kept with the account. */
  readonly visible: ReadonlySignal<boolean>;
  setVisible(visible: boolean): Promise<void>;
  /** The person has left the keys alone for a while, or is back: others see it, unless `visible` is off. */
  setIdle(idle: boolean): void;
  /** People whose messages and invitations are not shown (`m.ignored_user_list`), in the order of their ids. */
  readonly blocked: ReadonlySignal<readonly string[]>;
  block(userId: string): Promise<void>;
  /** What they wrote meanwhile stays hidden where the homeserver has not sent it. */
  unblock(userId: string): Promise<void>;
}
