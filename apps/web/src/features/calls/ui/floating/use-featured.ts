import type { Call, Participant } from "@parley/calls";
import { signal } from "@parley/kernel";
import { useRef } from "react";
import { useSignal } from "../../../../shared/use-signal.ts";
import { featuredOf } from "../../model/featured.ts";
import type { Tile } from "../../model/tiles.ts";

const nobody = signal<readonly Participant[]>([]);

/** Who stands for the call where there is room for one. */
export function useFeatured(call: Call | null): {
  readonly tile: Tile | null;
  readonly participants: readonly Participant[];
} {
  const participants = useSignal(call?.participants ?? nobody);
  const before = useRef<string | null>(null);
  const tile = featuredOf(participants, before.current);
  before.current = tile?.key ?? null;
  return { tile, participants };
}
