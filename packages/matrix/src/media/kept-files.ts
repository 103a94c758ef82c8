import { computed, messageOf, type ReadonlySignal, signal } from "@parley/kernel";
import type { KeptFile, KeptFiles } from "../contract/kept-files.ts";
import type { OutgoingMedia } from "../contract/media.ts";
import { matrixError } from "../errors.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { type Json, nullIfLost, keptFilePrefix as prefix } from "../storage/sealed-store.ts";
import type { LocalFiles } from "./local-files.ts";
import type { StagedFile } from "./staged-files.ts";

const version = 1;
const dayMs = 24 * 3_600_000;
/** After so long the bytes go, and later also the word that they were there. */
const keptMs = 7 * dayMs;
const namedMs = 30 * dayMs;
/** A clock that ran ahead at one start takes nothing away: what is too old is so at a second look, this much later. */
const doubtMs = dayMs;
/** Most that are kept, over all rooms. */
const mostKept = 300;

/** A file that is written down already, as the send queue takes it over. */
export interface KeptPart {
  readonly role: "file" | "thumbnail";
  readonly type: string;
  readonly staged: StagedFile;
}

/** One as it is written down. `parts` null: not all of it is here. */
interface Kept {
  readonly roomId: string;
  /** Tells the order too. */
  readonly at: number;
  readonly facts: Omit<KeptFile, "id" | "roomId" | "whole" | "source" | "thumbnail"> & {
    readonly small: { readonly mimetype: string; readonly width: number; readonly height: number } | null;
  };
  readonly parts: readonly KeptPart[] | null;
  /** When a start first found it too old. */
  readonly old?: number;
}

/** Null: it is of a version that is not known here. */
function fromJson(value: Json): Kept | null {
  if (typeof value !== "object" || value === null || !("v" in value) || value.v !== version) return null;
  // The store authenticates what it gives back: only versions can differ.
  return value as unknown as Kept;
}

/** The files that a kept value names: another device takes them over with it. Null: its version is not known here. */
export function keptFileIds(value: Json): readonly string[] | null {
  const kept = fromJson(value);
  return kept === null ? null : (kept.parts ?? []).map(({ staged }) => staged.id);
}

const partOf = (kept: Kept, role: KeptPart["role"]): KeptPart | null =>
  kept.parts?.find((part) => part.role === role) ?? null;

function fileOf(id: string, kept: Kept): KeptFile {
  const { small, ...facts } = kept.facts;
  const file = partOf(kept, "file");
  const part = partOf(kept, "thumbnail");
  return {
    id,
    roomId: kept.roomId,
    whole: kept.parts !== null,
    ...facts,
    source: file === null ? null : { at: "here", id: file.staged.id },
    thumbnail:
      small === null || part === null
        ? null
        : { ...small, size: part.staged.size, source: { at: "here", id: part.staged.id } },
  };
}

function filesIn(all: ReadonlyMap<string, Kept>, roomId: string): KeptFile[] {
  const own = [...all].filter(([, kept]) => kept.roomId === roomId);
  own.sort(([, a], [, b]) => a.at - b.at);
  return own.map(([id, kept]) => fileOf(id, kept));
}

function factsOf({ file, thumbnail, ...media }: OutgoingMedia): Kept["facts"] {
  return {
    media: media.media,
    name: media.name,
    mimetype: media.mimetype,
    size: file.size,
    width: media.width,
    height: media.height,
    duration: media.duration,
    blurhash: media.blurhash,
    small:
      thumbnail === null ? null : { mimetype: thumbnail.mimetype, width: thumbnail.width, height: thumbnail.height },
  };
}

/** The same for the send queue: it takes over what has been written down. */
export interface KeptStore extends KeptFiles {
  /**
   * Reads what earlier runs kept, but what the send queue has taken over: `sending` are its files' ids, `here` those of
   * all bytes, or null when that is not known. Answers the ids of all that is still asked for. Rejects, once it has told
   * of the others, when one of them cannot be read at this moment: what its bytes are is not known then.
   */
  load(sending: ReadonlySet<string>, here: ReadonlySet<string> | null): Promise<ReadonlySet<string>>;
  /** The bytes of one; null: there is none, or not all of it. */
  parts(id: string): readonly KeptPart[] | null;
  /** Its bytes are the send queue's now. */
  handedOn(id: string): Promise<void>;
}

/** What kept files stand on. */
export type KeptPorts = Pick<ClientHandle, "sealed" | "scope"> & {
  readonly ports: Pick<ClientHandle["ports"], "clock" | "random" | "log">;
};

type Sealed = KeptPorts["sealed"];

async function write(sealed: Sealed, id: string, kept: Kept): Promise<void> {
  await sealed.put(prefix + id, JSON.parse(JSON.stringify({ v: version, ...kept })));
}

/** Null: it is gone, or cannot be opened ever again. `unknown`: another version's. */
async function read(
  sealed: Sealed,
  id: string,
  { isSent, now }: { readonly isSent: (fileId: string) => boolean; readonly now: number },
): Promise<Kept | "unknown" | null> {
  const name = prefix + id;
  const value = await sealed.get(name).catch(nullIfLost);
  const kept = value === null ? null : fromJson(value);
  // A newer page's perhaps, which stands beside this one or comes back.
  if (value !== null && kept === null) return "unknown";
  if (kept === null || (kept.parts?.some(({ staged }) => isSent(staged.id)) ?? false)) {
    await sealed.delete(name);
    return null;
  }
  const { old, ...young } = kept;
  const age = now - kept.at;
  if (age <= (kept.parts === null ? namedMs : keptMs)) {
    if (old === undefined) return kept;
    return noted(sealed, id, young);
  }
  // A mark of a later time than this was made by a clock that has been set right since.
  if (old === undefined || old > now) return noted(sealed, id, { ...kept, old: now });
  if (now - old < doubtMs) return kept;
  if (age > namedMs) {
    await sealed.delete(name);
    return null;
  }
  const named: Kept = { ...young, parts: null };
  await write(sealed, id, named);
  return named;
}

/** Nothing is lost when this cannot be written: the next start finds it again. */
async function noted(sealed: Sealed, id: string, kept: Kept): Promise<Kept> {
  await write(sealed, id, kept).catch(() => {});
  return kept;
}

async function forgetBytes(local: LocalFiles, { parts }: Kept): Promise<void> {
  for (const part of parts ?? []) await local.forget(part.staged.id).catch(() => {});
}

const newId = (random: KeptPorts["ports"]["random"]): string =>
  `k${Array.from(random.bytes(12), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
const ended = () => matrixError("MATRIX_STORE_LOST", "the session has ended here", { retryable: true });

/** Those of one run of the client. After its scope has ended nothing is written down. */
export function createKeptFiles({ sealed, scope, ports }: KeptPorts, local: LocalFiles): KeptStore {
  const { clock, random, log } = ports;
  const all = signal<ReadonlyMap<string, Kept> | null>(null);
  const rooms = new Map<string, ReadonlySignal<readonly KeptFile[] | null>>();
  /** Kept in this run before it was known what earlier ones have kept. */
  const early = new Map<string, Kept>();
  /** Being written down in this run. */
  const writing = new Set<string>();
  let last = 0;

  const put = (id: string, kept: Kept): Promise<void> => write(sealed, id, kept);
  const known = (id: string): Kept | null => all.peek()?.get(id) ?? early.get(id) ?? null;
  const change = (id: string, kept: Kept | null): void => {
    const before = all.peek();
    // Of what is not known no list is made: the others would pass for gone.
    const next = before === null ? early : new Map(before);
    if (kept === null) next.delete(id);
    else next.set(id, kept);
    if (before !== null) all.value = next;
  };

  return {
    of(roomId) {
      const standing = rooms.get(roomId);
      if (standing !== undefined) return standing;
      const made = computed(() => (all.value === null ? null : filesIn(all.value, roomId)));
      rooms.set(roomId, made);
      return made;
    },
    async keep(roomId, id, media, stop) {
      if (known(id) !== null) return;
      if ((all.peek()?.size ?? early.size) >= mostKept)
        throw matrixError("MATRIX_STORE_FULL", `${mostKept} files are kept already`);
      if (scope.ended) throw ended();
      last = Math.max(last + 1, clock.now());
      const begun: Kept = { roomId, at: last, facts: factsOf(media), parts: null };
      const stage = async (role: KeptPart["role"], file: Blob, type: string): Promise<KeptPart> => ({
        role,
        type,
        staged: await local.stage(newId(random), file, AbortSignal.any([stop, scope.signal])),
      });
      let kept: Kept = begun;
      writing.add(id);
      try {
        // Said first: should the page end meanwhile, the next one says what is missing.
        await put(id, begun);
        const { thumbnail } = media;
        const small = thumbnail === null ? [] : [await stage("thumbnail", thumbnail.file, thumbnail.mimetype)];
        kept = { ...begun, parts: small };
        kept = { ...begun, parts: [...small, await stage("file", media.file, media.mimetype)] };
        stop.throwIfAborted();
        scope.signal.throwIfAborted();
        await put(id, kept);
        // Removed while the disk was at it.
        stop.throwIfAborted();
      } catch (fault) {
        // Another tab may hold what is here: it says that something is missing.
        if (scope.ended) throw ended();
        await forgetBytes(local, kept);
        await sealed.delete(prefix + id).catch(() => {});
        throw fault;
      } finally {
        writing.delete(id);
      }
      for (const { staged } of kept.parts ?? []) local.know(staged);
      change(id, kept);
    },
    async move(id, roomId) {
      const kept = known(id);
      if (kept === null || kept.roomId === roomId) return;
      if (scope.ended) throw ended();
      const moved: Kept = { ...kept, roomId };
      await put(id, moved);
      // Removed or sent while the disk was at it.
      if (known(id) === null) await sealed.delete(prefix + id);
      else change(id, moved);
    },
    async drop(id) {
      const kept = known(id);
      if (kept === null) return;
      change(id, null);
      await sealed.delete(prefix + id);
      await forgetBytes(local, kept);
    },
    async load(sending, here) {
      // Bytes that are gone have arrived: the page ended before this was noted.
      const isSent = (fileId: string): boolean => sending.has(fileId) || here?.has(fileId) === false;
      const found = new Map<string, Kept>();
      const faults: unknown[] = [];
      let unknown = false;
      for (const name of await sealed.keys(prefix)) {
        const id = name.slice(prefix.length);
        if (writing.has(id) || known(id) !== null) continue;
        const kept = await read(sealed, id, { isSent, now: clock.now() }).catch((fault) => {
          faults.push(fault);
          return null;
        });
        unknown ||= kept === "unknown";
        if (kept === null || kept === "unknown") continue;
        found.set(id, kept);
        for (const { staged } of kept.parts ?? []) local.know(staged);
      }
      const merged = new Map([...found, ...early, ...(all.peek() ?? [])]);
      early.clear();
      all.value = merged;
      if (faults.length > 0) throw faults[0];
      // Which of the bytes are theirs cannot be told.
      if (unknown && here !== null) return here;
      return new Set([...merged.values()].flatMap(({ parts }) => (parts ?? []).map(({ staged }) => staged.id)));
    },
    parts: (id) => known(id)?.parts ?? null,
    async handedOn(id) {
      change(id, null);
      // Nothing is lost when this fails: the next run sees that the queue has it, or that it has arrived.
      await sealed.delete(prefix + id).catch((fault) => {
        log.warn("the word of a kept file could not be removed", { error: messageOf(fault) });
      });
    },
  };
}
