import type { Participant } from "@parley/calls";
import { type Tile, tilesOf } from "./tiles.ts";

/**
 * The one tile that stands for a call where there is room for no more: a screen that somebody else shares, else who speaks,
 * else who did last. Oneself only where nobody else is.
 */
export function featuredOf(participants: readonly Participant[], before: string | null): Tile | null {
  const tiles = tilesOf(participants);
  const others = tiles.filter(({ participant }) => !participant.own);
  return (
    others.findLast(({ kind }) => kind === "screen") ??
    // Whoever goes on speaking keeps the place.
    others.find(({ key, participant }) => key === before && participant.speaking) ??
    others.find(({ participant }) => participant.speaking) ??
    others.find(({ key }) => key === before) ??
    others[0] ??
    tiles[0] ??
    null
  );
}
