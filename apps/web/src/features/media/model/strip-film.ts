import { ascii } from "./image-header.ts";

/** Boxes that say things beside the film: place, device, author (ISO/IEC 14496-12, QuickTime). */
const beside = new Set(["udta", "meta", "uuid"]);
const inside = new Set(["moov", "trak"]);
/** Headers that are looked at; a film has a few dozen. */
const mostBoxes = 2_000;

interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * The same film without where it was taken and what else stands beside it: those boxes are blanked where they lie, so
 * that nothing that points into the file moves. What is no MP4 or QuickTime stays as it is.
 */
export async function stripFilm(file: Blob): Promise<Blob> {
  if (ascii(new Uint8Array(await file.slice(4, 8).arrayBuffer()), 0, 4) !== "ftyp") return file;
  const blanks: Span[] = [];
  let seen = 0;
  const look = async (from: number, to: number, depth: number): Promise<void> => {
    for (let at = from; at + 8 <= to && seen < mostBoxes; seen += 1) {
      const head = new Uint8Array(await file.slice(at, at + 16).arrayBuffer());
      const view = new DataView(head.buffer);
      const said = view.getUint32(0);
      const wide = said === 1 && head.length === 16;
      const length = wide ? Number(view.getBigUint64(8)) : said === 0 ? to - at : said;
      if (length < 8 || at + length > to) return;
      const type = ascii(head, 4, 8);
      const body = at + (wide ? 16 : 8);
      if (inside.has(type) && depth < 3) await look(body, at + length, depth + 1);
      else if (beside.has(type) && (depth > 0 || type !== "meta")) blanks.push({ start: at, end: at + length });
      at += length;
    }
  };
  await look(0, file.size, 0);
  if (blanks.length === 0) return file;
  const parts: BlobPart[] = [];
  let at = 0;
  for (const { start, end } of blanks) {
    // The length stays, the type becomes `free`: space that nobody reads.
    const free = new Uint8Array(end - start);
    const head = new Uint8Array(await file.slice(start, start + 16).arrayBuffer());
    // A length of 64 bits stands behind the type.
    free.set(new DataView(head.buffer).getUint32(0) === 1 ? head : head.subarray(0, 4));
    free.set([0x66, 0x72, 0x65, 0x65], 4);
    parts.push(file.slice(at, start), free);
    at = end;
  }
  parts.push(file.slice(at));
  return new Blob(parts, { type: file.type });
}
