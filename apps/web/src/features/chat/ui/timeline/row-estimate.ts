import { mediaHeight } from "../../../../shared/media-box.ts";
import type { Row } from "../../model/rows.ts";

/** What stands beside the words of a message, and how wide a letter is. CSS pixels. */
const besideWords = 96;
const letterWidth = 7.4;

/** Heights before anything is measured, for a timeline of `width`. CSS pixels. */
function estimate(row: Row, width: number): number {
  switch (row.kind) {
    case "start":
      return 180;
    case "day":
    case "new":
      return 36;
    case "notices":
    case "locked":
      return 34;
    case "call":
      return 44;
    case "gap":
      return 52;
    case "message": {
      const { body } = row.item;
      const media = body.type === "media" ? body : null;
      const text = body.type === "text" ? body.text : (media?.caption?.text ?? "");
      const letters = Math.max(16, (width - besideWords) / letterWidth);
      const lines = text.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / letters)), 0);
      const words = media !== null && text === "" ? 0 : lines * 22;
      const picture = media === null ? 0 : mediaHeight(media, width - besideWords);
      return words + picture + 4 + (row.head ? 34 : 0) + (row.item.reactions.length > 0 ? 28 : 0);
    }
    default:
      return 40;
  }
}

const estimates = new WeakMap<Row, { readonly width: number; readonly size: number }>();

/** All rows are estimated each time that one is measured. */
export function estimated(row: Row | undefined, width: number): number {
  if (row === undefined) return 40;
  const known = estimates.get(row);
  if (known?.width === width) return known.size;
  const size = estimate(row, width);
  estimates.set(row, { width, size });
  return size;
}
