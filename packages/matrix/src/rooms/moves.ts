import type { Room } from "matrix-js-sdk";
import type { SpaceFacts } from "./build-list.ts";
import { followedChildren, replacedRooms, type Upgrade, upgradeOf } from "./upgrades.ts";

/** Which of my rooms were upgraded, and into what; kept as the list is. */
export class Moves {
  /** Hears of a room whose place another one takes, once it does. */
  hear: (from: string, to: string) => void = () => {};
  replaced: ReadonlyMap<string, string> = new Map();
  readonly #upgrades = new Map<string, Upgrade>();
  /** What stood when it was last told; null: nothing has been read before. */
  #told: ReadonlyMap<string, string> | null = null;

  /** Something happened in these rooms. */
  read(rooms: readonly Room[]): void {
    for (const room of rooms) {
      const { roomId } = room;
      this.#upgrades.delete(roomId);
      // What happens to servers is another matter: they are no conversations.
      const upgrade = room.isSpaceRoom() || room.getMyMembership() !== "join" ? null : upgradeOf(room);
      if (upgrade !== null) this.#upgrades.set(roomId, upgrade);
    }
    this.replaced = replacedRooms(this.#upgrades);
  }

  /** A space in which the rooms that go on elsewhere have given their places to those. */
  placed(space: SpaceFacts): SpaceFacts {
    const children = followedChildren(space.children, this.replaced);
    return children === space.children ? space : { ...space, children };
  }

  /** Tells of what has moved since the last time; what stands at first has been dealt with. */
  tell(): void {
    const before = this.#told;
    this.#told = this.replaced;
    if (before === null) return;
    for (const [from, to] of this.replaced) if (!before.has(from)) this.hear(from, to);
  }
}
