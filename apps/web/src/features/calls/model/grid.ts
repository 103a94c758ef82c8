/** How tiles fill a box; all in CSS pixels. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly width: number;
  readonly height: number;
}

export const gap = 8;
/** Wider than that no tile becomes, nor higher: faces would be cut. On an upright phone they may stand upright, as cameras do there. */
const widest = 16 / 9;
const highest = { lying: 4 / 3, upright: 5 / 8 };
const phoneWidth = 480;
/** Smaller than that a tile says nothing any more. */
const smallest = { width: 136, height: 104 };
const most = 16;
/** So much smaller tiles may be where no row is left half empty by that. */
const even = 0.9;

/** Tiles as large as `count` of them fit in a box, all of one size. */
export function fitGrid(count: number, box: { readonly width: number; readonly height: number }): Grid {
  const least = box.width < phoneWidth && box.height > box.width ? highest.upright : highest.lying;
  const all: Grid[] = [];
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const rows = Math.max(1, Math.ceil(count / columns));
    const cell = {
      width: (box.width - gap * (columns - 1)) / columns,
      height: (box.height - gap * (rows - 1)) / rows,
    };
    const width = Math.floor(Math.max(0, Math.min(cell.width, cell.height * widest)));
    const height = Math.floor(Math.max(0, Math.min(cell.height, cell.width / least)));
    all.push({ columns, rows, width, height });
  }
  const sizeOf = ({ width, height }: Grid) => width * height;
  const largest = Math.max(...all.map(sizeOf));
  const full = all.filter((grid) => grid.columns * grid.rows === count && sizeOf(grid) >= largest * even);
  // Of equally large ones the one with fewer columns: wider tiles hold more of a name.
  return (full.length > 0 ? full : all).reduce((best, grid) => (sizeOf(grid) > sizeOf(best) ? grid : best));
}

/** How many tiles stand on one page of a box: at most 16, fewer where they would be too small. */
export function pageSizeOf(box: { readonly width: number; readonly height: number }): number {
  const along = (length: number, each: number) => Math.max(1, Math.floor((length + gap) / (each + gap)));
  return Math.max(2, Math.min(most, along(box.width, smallest.width) * along(box.height, smallest.height)));
}

/** How one tile stands large and the others beside it. */
export interface Spotlight {
  /** Where the others stand. */
  readonly side: "below" | "beside";
  readonly large: { readonly width: number; readonly height: number };
  readonly small: { readonly width: number; readonly height: number };
  /** How many of them stand there at a time. */
  readonly seats: number;
}

/** Of screens, which are what is kept large mostly. */
const usualRatio = 16 / 10;
const turners = 2 * (44 + gap);

/** Where the others leave a large tile most of its picture, `others` of them. */
export function fitSpotlight(others: number, box: { readonly width: number; readonly height: number }): Spotlight {
  const narrow = box.width < phoneWidth;
  const small = narrow ? { width: 108, height: 96 } : { width: 168, height: 112 };
  const beside = { width: Math.max(0, box.width - small.width - gap), height: box.height };
  const below = { width: box.width, height: Math.max(0, box.height - small.height - gap) };
  const seen = ({ width, height }: typeof below) => Math.min(width, height * usualRatio);
  const side = seen(beside) > seen(below) ? "beside" : "below";
  if (others === 0) return { side, large: box, small, seats: 0 };
  const rest = side === "below" ? below : beside;
  const [length, each] = side === "below" ? [box.width, small.width] : [box.height, small.height];
  const along = (free: number, least: number) => Math.max(1, Math.floor((free + gap) / (least + gap)));
  if (along(length, each) >= others) return { side, large: rest, small, seats: others };
  // A little smaller where one more finds a seat by that.
  const free = length - turners;
  const seats = along(free, narrow ? each : each * 0.8);
  const size = Math.min(each, Math.max(0, Math.floor((free + gap) / seats) - gap));
  const shape = side === "below" ? { ...small, width: size } : { ...small, height: size };
  return { side, large: rest, small: shape, seats };
}

/** `4:05`, `1:02:09`: how long, for a clock that runs. */
export function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours === 0 ? `${minutes}:${two(seconds % 60)}` : `${hours}:${two(minutes)}:${two(seconds % 60)}`;
}
