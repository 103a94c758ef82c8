/** A room or space that one may not be in. */
export interface FoundRoom {
  readonly id: string;
  readonly kind: "space" | "room";
  /** A voice channel. */
  readonly voice: boolean;
  readonly alias: string | null;
  readonly name: string;
  readonly topic: string | null;
  readonly avatarMxc: string | null;
  readonly memberCount: number;
  /** Null: not known; one is not a member as far as is known here. */
  readonly membership: "join" | "invite" | "knock" | "leave" | "ban" | null;
  /** Whether one can come in. `ask`: one asks and is let in. `unknown`: a rule that only joining decides. */
  readonly open: "yes" | "no" | "ask" | "unknown";
}

/** Finding rooms and spaces of the homeserver, and coming into them by a link. */
export interface Discovery {
  /** The public directory, largest first; `next` is handed back for more. At most 30 at a time. */
  search(request: {
    readonly term: string;
    readonly kind: "space" | "room";
    readonly from: string | null;
  }): Promise<{ readonly found: readonly FoundRoom[]; readonly next: string | null }>;
  /** What a link leads to: a room's id or alias. Rejects with MATRIX_NOT_FOUND when it shows nothing to this account. */
  preview(idOrAlias: string, via?: readonly string[]): Promise<FoundRoom>;
  /** Joins and answers the room's id. A space brings its channels with it. */
  join(idOrAlias: string, via?: readonly string[]): Promise<string>;
}
