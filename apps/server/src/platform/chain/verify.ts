import { digestOf, type Ends, macOf, same, sealOf } from "./mac.ts";

/** What is wrong with a stream, and where. */
export interface Fault {
  /**
   * `missing`: no such row · `changed`: its header, order or MAC is not what was written · `content`: its content is
   * not what was written · `unsaid`: its content is gone, and no row says who erased it · `ends`: the stream's own
   * record of its first and last row was changed, or its newest rows are gone.
   */
  readonly kind: "missing" | "changed" | "content" | "unsaid" | "ends";
  readonly seq: number;
}

interface Row {
  readonly seq: number;
  readonly at: number;
  readonly kind: string;
  readonly header: string;
  readonly digest: Uint8Array;
  readonly salt: Uint8Array | null;
  readonly content: string | null;
  readonly mac: Uint8Array;
}

const faultsMost = 100;

/** Follows a stream from its base to its head. `rows`: in order of their numbers, up to the head. */
export async function verifyRows(
  key: Uint8Array,
  { stream, ends, seal }: { stream: string; ends: Ends; seal: Uint8Array },
  rows: AsyncIterable<Row>,
): Promise<readonly Fault[]> {
  const faults: Fault[] = [];
  const emptied = new Set<number>();
  const said = new Set<number>();
  const note = (kind: Fault["kind"], seq: number) => {
    if (faults.length < faultsMost) faults.push({ kind, seq });
  };
  if (!same(seal, sealOf(key, stream, ends))) note("ends", ends.headSeq);

  let before = ends.baseMac;
  let last = ends.baseSeq;
  for await (const row of rows) {
    if (row.seq !== last + 1) note("missing", last + 1);
    // A row after a gap follows a MAC that nobody has any more: only the gap is said.
    else if (!same(row.mac, macOf(key, before, { ...row, stream }, row.digest))) note("changed", row.seq);
    if (row.content === null || row.salt === null) emptied.add(row.seq);
    else if (!same(row.digest, digestOf(row.salt, row.content))) note("content", row.seq);
    if (row.kind === "erased") for (const seq of erasedIn(row.header)) said.add(seq);
    before = row.mac;
    last = row.seq;
  }
  if (last !== ends.headSeq || !same(before, ends.headMac)) note("ends", last);
  for (const seq of emptied) if (!said.has(seq)) note("unsaid", seq);
  return faults;
}

function erasedIn(header: string): readonly number[] {
  try {
    const { seqs } = JSON.parse(header);
    return Array.isArray(seqs) ? seqs.filter((seq) => typeof seq === "number") : [];
  } catch {
    return [];
  }
}
