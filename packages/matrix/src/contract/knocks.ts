import type { ReadonlySignal } from "@parley/kernel";

/** A room or space that this person has asked to be let into. */
export interface AskedRoom {
  readonly roomId: string;
  readonly kind: "space" | "room";
  readonly name: string;
  readonly avatarMxc: string | null;
}

/** Someone who asks to be let into a room that this person may invite to. */
export interface Asker {
  readonly roomId: string;
  readonly roomName: string;
  readonly kind: "space" | "room";
  readonly userId: string;
  readonly name: string;
  readonly avatarMxc: string | null;
  /** In their words, at most 500 units; null: none. */
  readonly reason: string | null;
  /** Milliseconds since the epoch, by the homeserver's clock. */
  readonly at: number;
}

/** Asking to be let in, and letting in (knocking; specification 1.17, 11.5). */
export interface Knocks {
  /** What waits for an answer of others, by name. */
  readonly asked: ReadonlySignal<readonly AskedRoom[]>;
  /** Who waits for an answer of mine, the longest first. */
  readonly askers: ReadonlySignal<readonly Asker[]>;
  /** Where `FoundRoom.open` is `ask`. */
  ask(idOrAlias: string, via?: readonly string[], reason?: string): Promise<void>;
  withdraw(roomId: string): Promise<void>;
  /** Invites them; into a space with its channels. */
  letIn(roomId: string, userId: string): Promise<void>;
  decline(roomId: string, userId: string): Promise<void>;
}
