import type { Participant } from "@parley/calls";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useMemo, useState } from "react";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { IconButton } from "../../../../ui/IconButton.tsx";
import type { CallView } from "../../model/current-call.ts";
import { fitGrid, gap, pageSizeOf } from "../../model/grid.ts";
import { alike, createSpeakerOrder, spotlightOf, type Tile, tilesOf } from "../../model/tiles.ts";
import { CallTile, type TileScale } from "./CallTile.tsx";
import { stageStrings } from "./strings/index.ts";
import type { useFaces } from "./use-people.ts";
import { type Size, useSize } from "./use-size.ts";

const strip = { width: 168, height: 112 };
const scaleOf = ({ width, height }: Size): TileScale => {
  const short = Math.min(width, height);
  return short >= 220 ? "large" : short >= 140 ? "medium" : "small";
};

interface TilesProps {
  readonly participants: readonly Participant[];
  readonly view: CallView;
  readonly faceOf: ReturnType<typeof useFaces>;
}

/** Everyone in the call, and the screens that are shared: alike, or one large and the others beside it. */
export function Tiles({ participants, view, faceOf }: TilesProps) {
  const [box, size] = useSize<HTMLDivElement>();
  const pinned = useSignal(view.pinned);
  const all = useMemo(() => tilesOf(participants), [participants]);
  const large = spotlightOf(all, pinned);
  const rest = large === null ? all : all.filter((tile) => tile.key !== large.key);
  const draw = (tile: Tile, shape: Size, isLarge = false) => (
    <CallTile
      key={tile.key}
      tile={tile}
      face={faceOf(tile.participant, participants)}
      scale={scaleOf(shape)}
      large={isLarge}
      style={shape}
      onPin={() => {
        view.pinned.value = isLarge ? alike : tile.key;
      }}
    />
  );
  return (
    <div ref={box} className="min-h-0 min-w-0 flex-1">
      {size.width > 0 &&
        (large === null ? (
          <Pages tiles={rest} box={size} draw={draw} />
        ) : (
          <Spotlight large={large} rest={rest} box={size} draw={draw} />
        ))}
    </div>
  );
}

type Draw = (tile: Tile, shape: Size, isLarge?: boolean) => React.ReactNode;

/** One tile as large as can be, the others in a row beneath. */
function Spotlight({
  large,
  rest,
  box,
  draw,
}: {
  readonly large: Tile;
  readonly rest: readonly Tile[];
  readonly box: Size;
  readonly draw: Draw;
}) {
  const t = useStrings(stageStrings);
  const height = rest.length === 0 ? box.height : Math.max(0, box.height - strip.height - gap);
  return (
    <ul aria-label={t("participants")} className="flex flex-col gap-2">
      {draw(large, { width: box.width, height }, true)}
      {rest.length > 0 && (
        <li className="min-w-0">
          <ul className="flex gap-2 overflow-x-auto overflow-y-hidden">{rest.map((tile) => draw(tile, strip))}</ul>
        </li>
      )}
    </ul>
  );
}

/** All alike, as many on a page as can be made out. */
function Pages({ tiles, box, draw }: { readonly tiles: readonly Tile[]; readonly box: Size; readonly draw: Draw }) {
  const t = useStrings(stageStrings);
  const [wanted, setWanted] = useState(0);
  const [order] = useState(createSpeakerOrder);
  const turner = 44;
  const whole = pageSizeOf(box);
  const paged = tiles.length > whole;
  const space = paged ? { width: box.width, height: box.height - turner - gap } : box;
  const perPage = paged ? pageSizeOf(space) : whole;
  const pages = Math.max(1, Math.ceil(tiles.length / perPage));
  const page = Math.min(wanted, pages - 1);
  const shown = order(tiles, perPage).slice(page * perPage, (page + 1) * perPage);
  // Every page has tiles of one size: the last one does not blow up the few that are left.
  const grid = fitGrid(paged ? perPage : shown.length, space);
  const turn = (by: number) => setWanted(page + by);
  const sign = { "aria-hidden": true, className: "size-5", strokeWidth: 1.75 } as const;
  return (
    <div className="flex size-full flex-col justify-center gap-2">
      <ul
        aria-label={t("participants")}
        className="flex min-h-0 flex-1 flex-wrap content-center justify-center gap-2 self-center"
        style={{ maxWidth: grid.columns * (grid.width + gap) - gap }}
      >
        {shown.map((tile) => draw(tile, { width: grid.width, height: grid.height }))}
      </ul>
      {paged && (
        <div className="flex shrink-0 items-center justify-center gap-2 text-13 text-ink-2">
          <IconButton
            label={t("previousPage")}
            disabled={page === 0}
            onClick={() => turn(-1)}
            icon={<ChevronLeft {...sign} />}
          />
          <span role="status" className="tabular-nums">
            {t("page", { page: page + 1, pages })}
          </span>
          <IconButton
            label={t("nextPage")}
            disabled={page === pages - 1}
            onClick={() => turn(1)}
            icon={<ChevronRight {...sign} />}
          />
        </div>
      )}
    </div>
  );
}
