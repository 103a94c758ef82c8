/** Bytes of a file from `start` up to before `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A table of more is not read: such a track is a film's picture or sound, or nothing. */
const longestTable = 4 * 1024 * 1024;
const mostSamples = longestTable / 4;

/** The tables of a track that say where its samples lie (ISO/IEC 14496-12, 8.7), by their types. */
export type SampleTables = ReadonlyMap<string, Span>;

/** Where the samples of a track lie in the file: chunk by chunk. Nothing where the tables cannot be read. */
export async function sampleSpans(file: Blob, tables: SampleTables): Promise<readonly Span[]> {
  const read = async (type: string): Promise<DataView | null> => {
    const span = tables.get(type);
    if (span === undefined || span.end - span.start > longestTable) return null;
    return new DataView(await file.slice(span.start, span.end).arrayBuffer());
  };
  const [stco, co64, stsc, stsz, stz2] = await Promise.all(["stco", "co64", "stsc", "stsz", "stz2"].map(read));
  const offsets = stco ?? co64 ?? null;
  if (offsets === null || stsc == null) return [];
  const sizeOf = stsz != null ? sizes(stsz) : stz2 != null ? compactSizes(stz2) : null;
  if (sizeOf === null) return [];
  const wide = stco == null;
  const spans: Span[] = [];
  try {
    const runs = stsc.getUint32(4);
    let sample = 0;
    let run = 0;
    for (let chunk = 0; chunk < offsets.getUint32(4); chunk += 1) {
      // A row holds from its first chunk, counted from one, up to the next row's.
      while (run + 1 < runs && stsc.getUint32(8 + (run + 1) * 12) <= chunk + 1) run += 1;
      const start = wide ? Number(offsets.getBigUint64(8 + chunk * 8)) : offsets.getUint32(8 + chunk * 4);
      const inside = stsc.getUint32(8 + run * 12 + 4);
      let end = start;
      for (let last = Math.min(sample + inside, sizeOf.count); sample < last; sample += 1) end += sizeOf.at(sample);
      spans.push({ start, end });
    }
  } catch (fault) {
    // Shorter than it says: what was found so far counts.
    if (!(fault instanceof RangeError)) throw fault;
  }
  return spans;
}

interface Sizes {
  readonly count: number;
  at(sample: number): number;
}

function sizes(view: DataView): Sizes | null {
  if (view.byteLength < 12) return null;
  const same = view.getUint32(4);
  if (same !== 0) return { count: Math.min(view.getUint32(8), mostSamples), at: () => same };
  return {
    count: Math.min(view.getUint32(8), Math.floor((view.byteLength - 12) / 4)),
    at: (sample) => view.getUint32(12 + sample * 4),
  };
}

function compactSizes(view: DataView): Sizes | null {
  if (view.byteLength < 12) return null;
  const bits = view.getUint8(7);
  if (bits !== 4 && bits !== 8 && bits !== 16) return null;
  return {
    count: Math.min(view.getUint32(8), mostSamples, Math.floor(((view.byteLength - 12) * 8) / bits)),
    at(sample) {
      if (bits === 16) return view.getUint16(12 + sample * 2);
      if (bits === 8) return view.getUint8(12 + sample);
      const pair = view.getUint8(12 + (sample >> 1));
      return sample % 2 === 0 ? pair >> 4 : pair & 15;
    },
  };
}
