import type { CallVideo, Participant } from "@parley/calls";

/** What fills a place on the stage: somebody, or a screen that somebody shares. */
export interface Tile {
  /** Stays the same while it is there. */
  readonly key: string;
  readonly kind: "person" | "screen";
  readonly participant: Participant;
  readonly video: CallVideo | null;
}

/** One tile for each participant, and one more for each screen, in the order of the participants. */
export function tilesOf(participants: readonly Participant[]): readonly Tile[] {
  return participants.flatMap((participant): Tile[] => {
    const person = { key: participant.identity, kind: "person", participant, video: participant.camera } as const;
    if (participant.screen === null) return [person];
    const screen = {
      key: `${participant.identity} screen`,
      kind: "screen",
      participant,
      video: participant.screen,
    } as const;
    return [screen, person];
  });
}

/** Instead of a tile's key: all stand alike, screens too. */
export const alike = "";

/** What is large, if anything: what was pinned and is there, else the last screen that somebody else shares. */
export function spotlightOf(tiles: readonly Tile[], pinned: string | null): Tile | null {
  if (pinned === alike) return null;
  return (
    tiles.find((tile) => tile.key === pinned) ??
    // One's own is before one's eyes anyway.
    tiles.findLast((tile) => tile.kind === "screen" && !tile.participant.own) ??
    null
  );
}

/**
 * The order in which tiles stand, so that who speaks is on the first page: whoever speaks on a later one changes places
 * with the one on the first page who has been silent longest. Nothing else moves, one's own tile never; screens stand
 * before people.
 */
export function createSpeakerOrder(): (tiles: readonly Tile[], firstPage: number) => readonly Tile[] {
  let order: readonly string[] = [];
  /** Counts up with each time that somebody was seen speaking. */
  const spoke = new Map<string, number>();
  let turn = 0;
  return (tiles, firstPage) => {
    const byKey = new Map(tiles.map((tile) => [tile.key, tile]));
    const kept = order.filter((key) => byKey.has(key));
    const all = [...kept, ...[...byKey.keys()].filter((key) => !kept.includes(key))];
    const isScreen = (key: string) => byKey.get(key)?.kind === "screen";
    const next = [...all.filter(isScreen), ...all.filter((key) => !isScreen(key))];
    for (const key of spoke.keys()) if (!byKey.has(key)) spoke.delete(key);
    turn += 1;
    for (const tile of tiles) if (tile.participant.speaking && tile.kind === "person") spoke.set(tile.key, turn);
    for (const key of next.slice(firstPage)) {
      if (spoke.get(key) !== turn) continue;
      const silent = next
        .slice(0, firstPage)
        .filter((other) => !isScreen(other) && byKey.get(other)?.participant.own === false && spoke.get(other) !== turn)
        .sort((one, other) => (spoke.get(one) ?? 0) - (spoke.get(other) ?? 0))[0];
      if (silent === undefined) break;
      const from = next.indexOf(key);
      next[next.indexOf(silent)] = key;
      next[from] = silent;
    }
    order = next;
    return next.flatMap((key) => byKey.get(key) ?? []);
  };
}
