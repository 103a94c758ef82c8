import type { Room } from "matrix-js-sdk";
import type { SpaceFacts } from "./build-list.ts";
import { followedChildren, replacedRooms, type Upgrade, upgradeOf } from "./upgrades.ts";

/** Which of my rooms were upgraded, and into what; kept as the list is. */
export class Moves {
  /** Hears of a room whose place another one takes, once it does. */
  hear: (from: string, to: string) => void = () => {};
  replaced: ReadonlyMap<string, string> = new Map();
  /** The same of spaces: no room is ever followed by one, and no space by a room. */
  replacedSpaces: ReadonlyMap<string, string> = new Map();
  readonly #upgrades = new Map<string, Upgrade>();
  readonly #spaceUpgrades = new Map<string, Upgrade>();
  /** What stood when it was last told; null: nothing has been read before. */
  #told: ReadonlyMap<string, string> | null = null;

  /** Something happened in these rooms. */
  read(rooms: readonly Room[]): void {
    for (const room of rooms) {
      const { roomId } = room;
      this.#upgrades.delete(roomId);
      this.#spaceUpgrades.delete(roomId);
      const upgrade = room.getMyMembership() === "join" ? upgradeOf(room) : null;
      if (upgrade !== null) (room.isSpaceRoom() ? this.#spaceUpgrades : this.#upgrades).set(roomId, upgrade);
    }
    this.replaced = replacedRooms(this.#upgrades);
    this.replacedSpaces = replacedRooms(this.#spaceUpgrades);
  }

  /** The spaces as they are shown: those that go on in another one have given it what it does not have of its own. */
  standing(spaces: ReadonlyMap<string, SpaceFacts>): SpaceFacts[] {
    const before = new Map<string, SpaceFacts[]>();
    for (const [from, to] of this.replacedSpaces) {
      const old = spaces.get(from);
      if (old !== undefined) before.set(to, [...(before.get(to) ?? []), old]);
    }
    const shown = [...spaces.values()].filter(({ id }) => !this.replacedSpaces.has(id));
    return shown.map((space) => this.#placed(followed(space, before.get(space.id) ?? [])));
  }

  /** A space in which the rooms that go on elsewhere have given their places to those. */
  #placed(space: SpaceFacts): SpaceFacts {
    const children = followedChildren(space.children, this.replaced);
    return children === space.children ? space : { ...space, children };
  }

  /** Tells of what has moved since the last time; what stands at first has been dealt with. */
  tell(): void {
    const before = this.#told;
    const all = new Map([...this.replaced, ...this.replacedSpaces]);
    this.#told = all;
    if (before === null) return;
    for (const [from, to] of all) if (!before.has(from)) this.hear(from, to);
  }
}

/** A homeserver brings a space's rooms along, and neither its categories nor its place among one's own. */
function followed(space: SpaceFacts, before: readonly SpaceFacts[]): SpaceFacts {
  if (before.length === 0) return space;
  const categories = [space, ...before].find((one) => one.categories.length > 0)?.categories ?? [];
  const placeKey = [space, ...before].find((one) => one.placeKey !== null)?.placeKey ?? null;
  return { ...space, categories, placeKey };
}
