import { ascii } from "../../../shared/pictures/image-header.ts";
import { type SampleTables, type Span, sampleSpans } from "./film-samples.ts";

/**
 * What is kept of a film, by the box that it stands in (ISO/IEC 14496-12, QuickTime); what is not named here says things
 * beside it: place, device, author, other tracks that these point to, what an editor left behind.
 */
const kept = new Map<string, ReadonlySet<string>>([
  ["", new Set(["ftyp", "styp", "moov", "mdat", "moof", "mfra", "sidx", "ssix", "prft", "pdin"])],
  ["moov", new Set(["mvhd", "iods", "trak", "mvex"])],
  ["trak", new Set(["tkhd", "edts", "tapt", "mdia"])],
  ["mdia", new Set(["mdhd", "hdlr", "elng", "minf"])],
  ["moof", new Set(["mfhd", "traf"])],
]);
/** Boxes that are looked into, without a say in what they hold. */
const passed = new Set(["minf", "stbl"]);
const tables = new Set(["stco", "co64", "stsc", "stsz", "stz2"]);
/** A track of another kind is telemetry, words, or times: a camera's holds each place on the way. */
const handlers = new Set(["vide", "soun"]);
/** Headers that are looked at; a film in fragments has a few thousand. */
const mostBoxes = 20_000;

interface Box extends Span {
  readonly type: string;
  /** Behind its header. */
  readonly body: number;
}

interface Track {
  kind: string;
  readonly tables: Map<string, Span>;
}

/** Zeros but for `head`. */
interface Blank extends Span {
  readonly head?: Uint8Array<ArrayBuffer>;
}

/** What was found in a film. */
interface Found {
  readonly blanks: Blank[];
  /** Tracks that are neither picture nor sound. */
  readonly beside: SampleTables[];
  /** Where samples may lie. */
  readonly data: Span[];
  hasTracks: boolean;
  boxes: number;
}

/**
 * The same film without where it was taken and what else stands beside it: that is blanked where it lies, so that nothing
 * that points into the file moves. What is no MP4 or QuickTime stays as it is.
 */
export async function stripFilm(file: Blob): Promise<Blob> {
  if (ascii(new Uint8Array(await file.slice(4, 8).arrayBuffer()), 0, 4) !== "ftyp") return file;
  const found: Found = { blanks: [], beside: [], data: [], hasTracks: false, boxes: 0 };
  await look(file, { start: 0, end: file.size }, "", null, found);
  // A picture in the same wrapping has its pixels in boxes that a film has no need of.
  if (!found.hasTracks) return file;
  for (const track of found.beside) {
    for (const span of await sampleSpans(file, track)) {
      // What a broken table points to may be anything: only where samples lie is anything blanked.
      if (found.data.some(({ start, end }) => start <= span.start && span.end <= end)) found.blanks.push(span);
    }
  }
  return withBlanks(file, found.blanks);
}

/** Walks the boxes of `span`, which is the inside of one of type `parent`. */
async function look(file: Blob, span: Span, parent: string, track: Track | null, found: Found): Promise<void> {
  for (let at = span.start; at < span.end && found.boxes < mostBoxes; found.boxes += 1) {
    const box = await boxAt(file, at, span.end);
    if (box === null) {
      // Behind the last box cameras append what they like; a film that was cut short ends in its pictures.
      const cut = ascii(new Uint8Array(await file.slice(at + 4, at + 8).arrayBuffer()), 0, 4) === "mdat";
      if (cut) found.data.push({ start: at + 8, end: span.end });
      else if (parent === "") found.blanks.push({ start: at, end: span.end, head: freeHead(span.end - at) });
      return;
    }
    await take(file, box, parent, track, found);
    at = box.end;
  }
}

async function take(file: Blob, box: Box, parent: string, track: Track | null, found: Found): Promise<void> {
  const { type, body, end } = box;
  if (kept.get(parent)?.has(type) === false) {
    found.blanks.push(...freed(box));
  } else if (type === "mdat") {
    found.data.push({ start: body, end });
  } else if (type === "trak") {
    const inner: Track = { kind: "", tables: new Map() };
    const before = found.blanks.length;
    await look(file, { start: body, end }, type, inner, found);
    found.hasTracks = true;
    if (handlers.has(inner.kind)) return;
    found.blanks.length = before;
    found.blanks.push(...freed(box));
    found.beside.push(inner.tables);
  } else if (type === "hdlr" && track !== null && parent === "mdia") {
    track.kind = ascii(new Uint8Array(await file.slice(body + 8, body + 12).arrayBuffer()), 0, 4);
  } else if (tables.has(type)) {
    track?.tables.set(type, { start: body, end });
  } else if (kept.has(type) || passed.has(type)) {
    await look(file, { start: body, end }, type, track, found);
  }
}

/** The box that begins at `at`. Null: none does. */
async function boxAt(file: Blob, at: number, to: number): Promise<Box | null> {
  const head = new Uint8Array(await file.slice(at, Math.min(to, at + 16)).arrayBuffer());
  if (head.length < 8) return null;
  const view = new DataView(head.buffer);
  const said = view.getUint32(0);
  if (said === 1 && head.length < 16) return null;
  // A length of 64 bits stands behind the type; none at all means up to the end.
  const length = said === 1 ? Number(view.getBigUint64(8)) : said === 0 ? to - at : said;
  const header = said === 1 ? 16 : 8;
  if (length < header || at + length > to) return null;
  return { type: ascii(head, 4, 8), start: at, body: at + header, end: at + length };
}

const zeros = new Uint8Array(64 * 1024);
const free = Uint8Array.of(0x66, 0x72, 0x65, 0x65);

/** The length stays, the type becomes `free`: space that nobody reads. */
const freed = ({ start, body, end }: Box): Blank[] => [
  { start: start + 4, end: start + 8, head: free },
  { start: body, end },
];

/** The header of such a space of so many bytes, as far as one fits. */
function freeHead(length: number): Uint8Array<ArrayBuffer> {
  if (length < 8) return new Uint8Array(length);
  const head = new Uint8Array(8);
  // None: up to the end.
  new DataView(head.buffer).setUint32(0, length < 2 ** 32 ? length : 0);
  head.set(free, 4);
  return head;
}

function withBlanks(file: Blob, blanks: readonly Blank[]): Blob {
  const parts: BlobPart[] = [];
  let at = 0;
  for (const { start, end, head } of [...blanks].sort((one, other) => one.start - other.start)) {
    if (start < at && end <= at) continue;
    if (start > at) parts.push(file.slice(at, start));
    at = Math.max(at, start);
    if (head !== undefined && at === start) {
      parts.push(head);
      at += head.length;
    }
    for (; at < end; at += zeros.length) parts.push(end - at < zeros.length ? zeros.subarray(0, end - at) : zeros);
    at = end;
  }
  parts.push(file.slice(at));
  return new Blob(parts, { type: file.type });
}
