import type { Random } from "@parley/kernel";
import { sql } from "kysely";
import { fault } from "../methods/faults.ts";
import type { AnyTx, Store } from "../store/store.ts";
import { baseOf, digestOf, type Ends, macOf, sealOf } from "./mac.ts";
import { type Fault, verifyRows } from "./verify.ts";

/** A row to be written. Its content may be erased later; its header may not. */
export interface NewRow {
  readonly at: number;
  readonly kind: string;
  /** Ids and references, at most `headerBytes` as JSON. */
  readonly header: Readonly<Record<string, unknown>>;
  /** At most `contentBytes` as JSON. */
  readonly content: unknown;
}

/** A row as it was written. */
export interface ChainRow {
  readonly seq: number;
  readonly at: number;
  readonly kind: string;
  readonly header: Readonly<Record<string, unknown>>;
  /** Undefined: erased. */
  readonly content: unknown;
}

/** Append-only streams of rows, each row bound to all before it: tampering and tearing are found and named. */
export interface Chain {
  /** Writes rows at the end of a stream; answers the number of the last. Throws TOO_LARGE. */
  append(tx: AnyTx, stream: string, rows: readonly NewRow[]): Promise<number>;
  /** Takes the content of rows away, and says in the stream who did. The chain still verifies. */
  erase(tx: AnyTx, stream: string, seqs: readonly number[], by: string, at: number): Promise<void>;
  /** Retention: takes the rows up to `seq` away, headers and all. What follows still verifies. */
  cut(tx: AnyTx, stream: string, seq: number): Promise<void>;
  /** The number of the last of the oldest `most` rows of a stream that are all older than `before`; null: there is none. */
  lastBefore(tx: AnyTx, stream: string, before: number, most: number): Promise<{ seq: number; count: number } | null>;
  /** What rows after `after` hold, by their numbers, oldest first: a third of the work of reading whole rows. */
  contents(
    stream: string,
    options: { readonly after: number; readonly limit: number },
  ): Promise<ReadonlyMap<number, unknown>>;
  /** Rows before `before`, newest first. */
  readBack(stream: string, options: { readonly before?: number; readonly limit: number }): Promise<readonly ChainRow[]>;
  /** The number of the newest row; 0: there is none. */
  head(stream: string): Promise<number>;
  /** Every fault of a stream, at most `faultsMost`; empty: it is as it was written. */
  verify(stream: string): Promise<readonly Fault[]>;
}

const headerBytes = 4 * 1024;
const contentBytes = 4 * 1024 * 1024;
const saltBytes = 16;
/** Rows that are verified at a time, so that a long stream is never in memory as a whole. */
const page = 500;

interface EndsRow {
  base_seq: number;
  base_mac: Uint8Array;
  head_seq: number;
  head_mac: Uint8Array;
  seal: Uint8Array;
}

interface StoredRow {
  seq: number;
  at: number;
  kind: string;
  header: string;
  digest: Uint8Array;
  salt: Uint8Array | null;
  content: string | null;
  mac: Uint8Array;
}

/** `key`: 32 bytes that never change; whoever has them can forge rows, so they lie sealed. */
export function createChain(store: Store, key: Uint8Array, random: Random): Chain {
  const reader = store.reader<unknown>();

  const endsOf = async (from: AnyTx, stream: string): Promise<EndsRow | undefined> => {
    const found = await sql<EndsRow>`
      SELECT base_seq, base_mac, head_seq, head_mac, seal FROM chain_streams WHERE stream = ${stream}`.execute(from);
    return found.rows[0];
  };
  const start = (stream: string): Ends => {
    const base = baseOf(key, stream);
    return { baseSeq: 0, baseMac: base, headSeq: 0, headMac: base };
  };
  const keepEnds = async (tx: AnyTx, stream: string, ends: Ends) => {
    const seal = sealOf(key, stream, ends);
    await sql`
      INSERT INTO chain_streams (stream, base_seq, base_mac, head_seq, head_mac, seal)
      VALUES (${stream}, ${ends.baseSeq}, ${ends.baseMac}, ${ends.headSeq}, ${ends.headMac}, ${seal})
      ON CONFLICT (stream) DO UPDATE SET base_seq = excluded.base_seq, base_mac = excluded.base_mac,
        head_seq = excluded.head_seq, head_mac = excluded.head_mac, seal = excluded.seal`.execute(tx);
  };
  const current = async (tx: AnyTx, stream: string): Promise<Ends> => {
    const row = await endsOf(tx, stream);
    return row ? plain(row) : start(stream);
  };

  const append: Chain["append"] = async (tx, stream, rows) => {
    const ends = await current(tx, stream);
    let { headSeq, headMac } = ends;
    for (const { at, kind, header, content } of rows) {
      const row = { stream, seq: headSeq + 1, at, kind, header: bounded(header, headerBytes) };
      const text = bounded(content, contentBytes);
      const salt = random.bytes(saltBytes);
      const digest = digestOf(salt, text);
      const mac = macOf(key, headMac, row, digest);
      await sql`
        INSERT INTO chain_rows (stream, seq, at, kind, header, digest, salt, content, mac)
        VALUES (${stream}, ${row.seq}, ${at}, ${kind}, ${row.header}, ${digest}, ${salt}, ${text}, ${mac})`.execute(tx);
      headSeq = row.seq;
      headMac = mac;
    }
    await keepEnds(tx, stream, { ...ends, headSeq, headMac });
    return headSeq;
  };

  /** What is wrong as it stands now. */
  const look = async (stream: string) => {
    const row = await endsOf(reader, stream);
    const ends = row ? plain(row) : start(stream);
    // Read up to where the ends say: what is written meanwhile is not looked at.
    const rows = (async function* () {
      for (let after = ends.baseSeq; after < ends.headSeq; ) {
        const found = await rowsAfter(reader, stream, after, Math.min(page, ends.headSeq - after));
        yield* found.filter(({ seq }) => seq <= ends.headSeq);
        const last = found.at(-1)?.seq;
        if (last === undefined) return;
        after = last;
      }
    })();
    return verifyRows(key, { stream, ends, seal: row?.seal ?? sealOf(key, stream, ends) }, rows);
  };

  return {
    append,
    async erase(tx, stream, seqs, by, at) {
      const gone: number[] = [];
      for (const seq of new Set(seqs)) {
        const done = await sql`
          UPDATE chain_rows SET content = NULL, salt = NULL
          WHERE stream = ${stream} AND seq = ${seq} AND content IS NOT NULL AND kind <> ${erasedKind}`.execute(tx);
        if (Number(done.numAffectedRows ?? 0) > 0) gone.push(seq);
      }
      // What was erased is named in headers, which stay; a long list takes several rows.
      for (let from = 0; from < gone.length; from += namedAtOnce) {
        const header = { seqs: gone.slice(from, from + namedAtOnce), by };
        await append(tx, stream, [{ at, kind: erasedKind, header, content: null }]);
      }
    },
    async cut(tx, stream, seq) {
      const ends = await current(tx, stream);
      const last = await sql<{ mac: Uint8Array }>`
        SELECT mac FROM chain_rows WHERE stream = ${stream} AND seq = ${seq}`.execute(tx);
      const mac = last.rows[0]?.mac;
      if (mac === undefined) return;
      await sql`DELETE FROM chain_rows WHERE stream = ${stream} AND seq <= ${seq}`.execute(tx);
      await keepEnds(tx, stream, { ...ends, baseSeq: seq, baseMac: mac });
    },
    async lastBefore(tx, stream, before, most) {
      const oldest = await sql<{ seq: number; at: number }>`
        SELECT seq, at FROM chain_rows WHERE stream = ${stream} ORDER BY seq LIMIT ${most}`.execute(tx);
      const kept = oldest.rows.findIndex(({ at }) => at >= before);
      const count = kept === -1 ? oldest.rows.length : kept;
      const seq = oldest.rows[count - 1]?.seq;
      return seq === undefined ? null : { seq, count };
    },
    async contents(stream, { after, limit }) {
      const found = await sql<Pick<StoredRow, "seq" | "content">>`
        SELECT seq, content FROM chain_rows
        WHERE stream = ${stream} AND seq > ${after} ORDER BY seq LIMIT ${limit}`.execute(reader);
      return new Map(found.rows.map(({ seq, content }) => [seq, contentOf(content)]));
    },
    async readBack(stream, { before = Number.MAX_SAFE_INTEGER, limit }) {
      const found = await sql<StoredRow>`
        SELECT seq, at, kind, header, digest, salt, content, mac FROM chain_rows
        WHERE stream = ${stream} AND seq < ${before} ORDER BY seq DESC LIMIT ${limit}`.execute(reader);
      return found.rows.map(shown);
    },
    head: async (stream) => (await endsOf(reader, stream))?.head_seq ?? 0,
    async verify(stream) {
      const first = await look(stream);
      if (first.length === 0) return first;
      // What was erased or cut while it was read looks like a fault, once: a real one is there the second time as well.
      const second = new Set((await look(stream)).map(nameOf));
      return first.filter((each) => second.has(nameOf(each)));
    },
  };
}

/** The ends move on as rows are written. */
const nameOf = ({ kind, seq }: { kind: string; seq: number }) => (kind === "ends" ? kind : `${kind} ${seq}`);

/** Rows of this kind name what was erased. */
const erasedKind = "erased";
const namedAtOnce = 256;

function shown({ seq, at, kind, header, content }: StoredRow): ChainRow {
  return { seq, at, kind, header: JSON.parse(header), content: contentOf(content) };
}

/** Undefined: erased. */
function contentOf(stored: string | null): unknown {
  return stored === null ? undefined : JSON.parse(stored);
}

function plain(row: EndsRow): Ends {
  return { baseSeq: row.base_seq, baseMac: row.base_mac, headSeq: row.head_seq, headMac: row.head_mac };
}

async function rowsAfter(from: AnyTx, stream: string, after: number, limit: number): Promise<StoredRow[]> {
  const found = await sql<StoredRow>`
    SELECT seq, at, kind, header, digest, salt, content, mac FROM chain_rows
    WHERE stream = ${stream} AND seq > ${after} ORDER BY seq LIMIT ${limit}`.execute(from);
  return found.rows;
}

function bounded(value: unknown, most: number): string {
  const text = JSON.stringify(value ?? null);
  if (Buffer.byteLength(text) > most) throw fault("TOO_LARGE", `A row holds at most ${most} bytes.`);
  return text;
}
