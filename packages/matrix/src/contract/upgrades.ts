/** Where a conversation goes on after its room was upgraded (`m.room.tombstone`). */
export interface Successor {
  readonly roomId: string;
  /** Servers to join it through. */
  readonly via: readonly string[];
  /** I am in it. */
  readonly joined: boolean;
  /** Who moved the conversation: whom to ask to be let in. */
  readonly byName: string;
}
