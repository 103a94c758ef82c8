import { ChevronDown, ChevronLeft, ChevronRight, ChevronUp } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { cx } from "../../../../ui/cx.ts";
import { IconButton } from "../../../../ui/IconButton.tsx";
import { fitGrid, fitSpotlight, gap, pageSizeOf } from "../../model/grid.ts";
import { createSpeakerOrder, spotlightOf, type Tile, tilesOf } from "../../model/tiles.ts";
import { CallTile, type TileScale } from "./CallTile.tsx";
import { stageStrings } from "./strings/index.ts";
import type { TileWorld } from "./tile-world.ts";
import { type Size, useSize } from "./use-size.ts";

const sign = { "aria-hidden": true, className: "size-5", strokeWidth: 1.75 } as const;
const scaleOf = ({ width, height }: Size): TileScale => {
  const short = Math.min(width, height);
  return short >= 220 ? "large" : short >= 140 ? "medium" : "small";
};

/** Everyone in the call, and the screens that are shared: alike, or one large and the others beside it. */
export function Tiles({ world }: { readonly world: TileWorld }) {
  const [box, size] = useSize<HTMLDivElement>();
  const pinned = useSignal(world.view.pinned);
  const all = useMemo(() => tilesOf(world.participants), [world.participants]);
  const large = spotlightOf(all, pinned);
  const rest = large === null ? all : all.filter((tile) => tile.key !== large.key);
  const draw: Draw = (tile, shape, isLarge = false) => (
    <CallTile key={tile.key} tile={tile} world={world} scale={scaleOf(shape)} large={isLarge} style={shape} />
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

/** Turns pages of `tiles`; who speaks comes to the first one. Tiles of other pages are not there at all. */
function usePages(tiles: readonly Tile[], perPage: number) {
  const [wanted, setWanted] = useState(0);
  const [order] = useState(createSpeakerOrder);
  const pages = Math.max(1, Math.ceil(tiles.length / Math.max(1, perPage)));
  const page = Math.min(wanted, pages - 1);
  const shown = order(tiles, perPage).slice(page * perPage, (page + 1) * perPage);
  const turn = (by: number) => setWanted(Math.max(0, Math.min(pages - 1, page + by)));
  return { page, pages, shown, turn };
}

type Paged = ReturnType<typeof usePages>;

/** One tile as large as can be, the others in a row beneath or beside it. */
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
  const fit = fitSpotlight(rest.length, box);
  const paged = usePages(rest, fit.seats);
  const upright = fit.side === "beside";
  return (
    <ul aria-label={t("participants")} className={cx("flex gap-2", !upright && "flex-col")}>
      {draw(large, fit.large, true)}
      {rest.length > 0 && (
        <li className={cx("flex min-w-0 items-center justify-center gap-2", upright && "flex-col")}>
          {paged.pages > 1 && <Turn paged={paged} by={-1} upright={upright} />}
          <ul className={cx("flex gap-2", upright && "flex-col")}>
            {paged.shown.map((tile) => draw(tile, fit.small))}
          </ul>
          {paged.pages > 1 && <Turn paged={paged} by={1} upright={upright} />}
        </li>
      )}
    </ul>
  );
}

/** All alike, as many on a page as can be made out. */
function Pages({ tiles, box, draw }: { readonly tiles: readonly Tile[]; readonly box: Size; readonly draw: Draw }) {
  const t = useStrings(stageStrings);
  const turner = 44;
  const whole = pageSizeOf(box);
  const isPaged = tiles.length > whole;
  const space = isPaged ? { width: box.width, height: box.height - turner - gap } : box;
  const perPage = isPaged ? pageSizeOf(space) : whole;
  const paged = usePages(tiles, perPage);
  const swipe = useSwipe(paged.turn);
  const { page, pages, shown } = paged;
  // Every page has tiles of one size: the last one does not blow up the few that are left.
  const grid = fitGrid(isPaged ? perPage : shown.length, space);
  return (
    <div className="flex size-full flex-col justify-center gap-2" {...(isPaged ? swipe : {})}>
      <ul
        aria-label={t("participants")}
        className="flex min-h-0 flex-1 flex-wrap content-center justify-center gap-2 self-center"
        style={{ maxWidth: grid.columns * (grid.width + gap) - gap }}
      >
        {shown.map((tile) => draw(tile, { width: grid.width, height: grid.height }))}
      </ul>
      {isPaged && (
        <div className="flex shrink-0 items-center justify-center gap-2 text-13 text-ink-2">
          <Turn paged={paged} by={-1} />
          <span role="status" className="tabular-nums">
            {t("page", { page: page + 1, pages })}
          </span>
          <Turn paged={paged} by={1} />
        </div>
      )}
    </div>
  );
}

function Turn({
  paged: { page, pages, turn },
  by,
  upright = false,
}: {
  readonly paged: Paged;
  readonly by: 1 | -1;
  readonly upright?: boolean;
}) {
  const t = useStrings(stageStrings);
  const Sign = upright ? (by < 0 ? ChevronUp : ChevronDown) : by < 0 ? ChevronLeft : ChevronRight;
  return (
    <IconButton
      label={t(by < 0 ? "previousPage" : "nextPage")}
      disabled={by < 0 ? page === 0 : page === pages - 1}
      onClick={() => turn(by)}
      icon={<Sign {...sign} />}
    />
  );
}

/** How far a finger goes to the side before that turns a page, CSS pixels. */
const far = 60;

function useSwipe(turn: (by: number) => void) {
  const start = useRef<{ readonly x: number; readonly y: number } | null>(null);
  return {
    onTouchStart({ touches }: React.TouchEvent) {
      const first = touches.length === 1 ? touches[0] : undefined;
      start.current = first === undefined ? null : { x: first.clientX, y: first.clientY };
    },
    onTouchEnd({ changedTouches }: React.TouchEvent) {
      const from = start.current;
      const last = changedTouches[0];
      start.current = null;
      if (from === null || last === undefined) return;
      const across = last.clientX - from.x;
      if (Math.abs(across) >= far && Math.abs(last.clientY - from.y) < far) turn(across < 0 ? 1 : -1);
    },
  };
}
