/** How tiles fill a box; all in CSS pixels. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly width: number;
  readonly height: number;
}

export const gap = 8;
/** Wider than that no tile becomes, nor higher: faces would be cut. In an upright box they may stand upright. */
const widest = 16 / 9;
const highest = { lying: 1, upright: 5 / 8 };
/** Smaller than that a tile says nothing any more. */
const smallest = { width: 136, height: 104 };
const most = 16;

/** Tiles as large as `count` of them fit in a box, all of one size. */
export function fitGrid(count: number, box: { readonly width: number; readonly height: number }): Grid {
  const least = box.height > box.width ? highest.upright : highest.lying;
  let best: Grid = { columns: 1, rows: 1, width: 0, height: 0 };
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const rows = Math.max(1, Math.ceil(count / columns));
    const cell = {
      width: (box.width - gap * (columns - 1)) / columns,
      height: (box.height - gap * (rows - 1)) / rows,
    };
    const width = Math.floor(Math.max(0, Math.min(cell.width, cell.height * widest)));
    const height = Math.floor(Math.max(0, Math.min(cell.height, cell.width / least)));
    // Of equally large ones the one with fewer columns: wider tiles hold more of a name.
    if (width * height > best.width * best.height) best = { columns, rows, width, height };
  }
  return best;
}

/** How many tiles stand on one page of a box: at most 16, fewer where they would be too small. */
export function pageSizeOf(box: { readonly width: number; readonly height: number }): number {
  const along = (length: number, each: number) => Math.max(1, Math.floor((length + gap) / (each + gap)));
  return Math.max(2, Math.min(most, along(box.width, smallest.width) * along(box.height, smallest.height)));
}

/** `4:05`, `1:02:09`: how long, for a clock that runs. */
export function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours === 0 ? `${minutes}:${two(seconds % 60)}` : `${hours}:${two(minutes)}:${two(seconds % 60)}`;
}
