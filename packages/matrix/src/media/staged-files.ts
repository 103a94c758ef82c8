import type { Random } from "@parley/kernel";
import type { MediaCipher } from "../contract/media.ts";
import type { IndexedDbPort } from "../contract/ports.ts";
import { matrixError } from "../errors.ts";
import { type Database, type Factory, factoryOf, openDatabase, resultOf, settled } from "../storage/indexed-db.ts";
import { encryptFile, openCipher, pieceBytes } from "./attachment.ts";

/** A file that is kept here until the homeserver has it. Enciphered on the disk; the key lies in the send queue, sealed. */
export interface StagedFile {
  readonly id: string;
  readonly size: number;
  readonly cipher: MediaCipher;
}

/** Most bytes that may wait, over all rooms. */
const maxBytes = 1024 ** 3;

interface FileRow {
  readonly id: string;
  readonly pieces: number;
  readonly bytes: number;
}

/**
 * Files on their way out, in pieces: a reload goes on with them, and none of them is ever whole in the page's memory.
 * Methods reject with MATRIX_STORE_FULL or MATRIX_STORE_LOST.
 */
export interface StagedFiles {
  /** Writes a file down enciphered. `signal` breaks it off, and leaves nothing behind. */
  stage(id: string, file: Blob, signal: AbortSignal): Promise<StagedFile>;
  /** The bytes as they lie here, or in the clear. Rejects with MATRIX_STORE_LOST when they are gone. */
  read(file: StagedFile, as: "enciphered" | "clear", type: string): Promise<Blob>;
  delete(id: string): Promise<void>;
  /** Ids of all that lies here. */
  ids(): Promise<ReadonlySet<string>>;
  /** Deletes what earlier runs left and nobody asks for any more. */
  keepOnly(ids: ReadonlySet<string>): Promise<void>;
  close(): void;
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

function isFileRow(row: unknown): row is FileRow {
  return isObject(row) && "id" in row && "pieces" in row && "bytes" in row && typeof row.bytes === "number";
}

function isPiece(row: unknown): row is { readonly data: Uint8Array<ArrayBuffer> } {
  return isObject(row) && "data" in row && row.data instanceof Uint8Array;
}

function openFiles(factory: Factory, name: string): Promise<Database> {
  return openDatabase(factory, name, 1, (made) => {
    made.createObjectStore("files", { keyPath: "id" });
    made.createObjectStore("pieces", { keyPath: ["id", "at"] });
  });
}

async function putRow(database: Database, store: string, row: object, durability: "strict" | "relaxed"): Promise<void> {
  const transaction = database.transaction(store, "readwrite", { durability });
  const done = settled(transaction);
  transaction.objectStore(store).put(row);
  await done;
}

/**
 * Copies files as they lie, piece by piece, from one device's database to another's. What is not there is left out. Rejects
 * when `stop` aborts, and with MATRIX_STORE_LOST when another tab has cleared away what was copied: nobody names it yet.
 */
export async function copyStagedFiles(
  factory: Factory,
  names: { readonly from: string; readonly to: string },
  ids: readonly string[],
  stop: AbortSignal,
): Promise<void> {
  const from = await openFiles(factory, names.from);
  const to = await openFiles(factory, names.to);
  const copied: string[] = [];
  try {
    for (const id of ids) {
      const file = await resultOf(from.transaction("files", "readonly").objectStore("files").get(id));
      if (!isFileRow(file)) continue;
      await putRow(to, "files", file, "strict");
      for (let at = 0; at < file.pieces; at += 1) {
        stop.throwIfAborted();
        const piece = await resultOf(from.transaction("pieces", "readonly").objectStore("pieces").get([id, at]));
        if (isPiece(piece)) await putRow(to, "pieces", piece, at + 1 === file.pieces ? "strict" : "relaxed");
      }
      copied.push(id);
    }
    for (const id of copied) {
      // Row and pieces go in one transaction.
      const file = await resultOf(to.transaction("files", "readonly").objectStore("files").get(id));
      if (!isFileRow(file)) throw matrixError("MATRIX_STORE_LOST", "another tab has cleared a file away");
    }
  } finally {
    from.close();
    to.close();
  }
}

export function createStagedFiles(options: {
  readonly indexedDB: IndexedDbPort;
  readonly name: string;
  readonly random: Random;
}): StagedFiles {
  let opening: Promise<Database> | null = null;
  let closed = false;
  /** Of this run: whoever says what is still asked for may not know of them yet. */
  const fresh = new Set<string>();

  const open = async (): Promise<Database> => {
    const opened = await openFiles(factoryOf(options.indexedDB), options.name);
    // The account is being removed, here or in another tab: that must not wait for this page.
    opened.onversionchange = () => {
      opening = null;
      opened.close();
    };
    opened.onclose = () => {
      opening = null;
    };
    return opened;
  };
  const database = async (): Promise<Database> => {
    // Else the clearing of old files would bring the database back that a sign-out has just removed.
    if (closed) throw matrixError("MATRIX_STORE_LOST", "the session has ended here", { retryable: true });
    opening ??= open().catch((fault) => {
      opening = null;
      throw fault;
    });
    return await opening;
  };
  const rows = async (): Promise<FileRow[]> => {
    const store = (await database()).transaction("files", "readonly").objectStore("files");
    return (await resultOf(store.getAll())).filter(isFileRow);
  };
  const put = async (store: string, row: object, durability: "strict" | "relaxed"): Promise<void> =>
    putRow(await database(), store, row, durability);
  const remove = async (id: string, pieces: number): Promise<void> => {
    const transaction = (await database()).transaction(["files", "pieces"], "readwrite", { durability: "strict" });
    const done = settled(transaction);
    transaction.objectStore("files").delete(id);
    for (let at = 0; at < pieces; at += 1) transaction.objectStore("pieces").delete([id, at]);
    await done;
  };

  return {
    async stage(id, file, signal) {
      fresh.add(id);
      const held = (await rows()).reduce((sum, row) => sum + row.bytes, 0);
      let pieces = 0;
      try {
        if (held + file.size > maxBytes) {
          throw matrixError("MATRIX_STORE_FULL", `${held} bytes are waiting to be sent already`);
        }
        // Said first, so that what a crash leaves behind is found and removed.
        const row: FileRow = { id, pieces: Math.ceil(file.size / pieceBytes), bytes: file.size };
        await put("files", row, "strict");
        const cipher = await encryptFile(file, options.random, async (data) => {
          signal.throwIfAborted();
          await put("pieces", { id, at: pieces, data }, "relaxed");
          pieces += 1;
        });
        signal.throwIfAborted();
        // The last write waits for the disk, and with it all before it.
        await put("files", row, "strict");
        return { id, size: file.size, cipher };
      } catch (fault) {
        await remove(id, pieces).catch(() => {});
        throw fault;
      }
    },
    async read(file, as, type) {
      const decipher = as === "clear" ? await openCipher(file.cipher) : null;
      const parts: Blob[] = [];
      for (let at = 0, bytes = 0; bytes < file.size; at += 1) {
        const store = (await database()).transaction("pieces", "readonly").objectStore("pieces");
        const row = await resultOf(store.get([file.id, at]));
        if (!isPiece(row)) throw matrixError("MATRIX_STORE_LOST", "the file is not on this device any more");
        bytes += row.data.length;
        parts.push(new Blob([decipher === null ? row.data : await decipher(row.data)]));
      }
      return new Blob(parts, { type });
    },
    async delete(id) {
      const row = (await rows()).find((found) => found.id === id);
      if (row !== undefined) await remove(id, row.pieces);
    },
    ids: async () => new Set((await rows()).map(({ id }) => id)),
    async keepOnly(ids) {
      for (const row of await rows()) {
        if (!ids.has(row.id) && !fresh.has(row.id)) await remove(row.id, row.pieces);
      }
    },
    close() {
      closed = true;
      void opening?.then((opened) => opened.close()).catch(() => {});
      opening = null;
    },
  };
}
