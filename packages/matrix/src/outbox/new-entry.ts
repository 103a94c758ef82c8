import type { Clock, Random, Scope } from "@parley/kernel";
import type { Content } from "../content/event-view.ts";
import type { LocalFiles } from "../media/local-files.ts";
import type { StagedFile } from "../media/staged-files.ts";
import {
  contentBytes,
  type Entry,
  MAX_BYTES,
  MAX_ENTRIES,
  type Outgoing,
  queueFull,
  tooLarge,
  type Upload,
} from "./entry.ts";
import type { Ledger, Live } from "./ledger.ts";
import type { Sender } from "./sender.ts";
import type { SendTransport } from "./transport.ts";

/** A file that goes with a message; perhaps it is written down already. */
export interface NewFile {
  readonly role: "file" | "thumbnail";
  readonly file: Blob | StagedFile;
  readonly type: string;
}

interface EntryDeps {
  readonly ledger: Ledger;
  readonly sender: Sender;
  readonly transport: SendTransport;
  readonly files: LocalFiles;
  readonly clock: Clock;
  readonly random: Random;
  readonly scope: Scope;
}

export function assertFits(content: Content, encrypted: boolean): void {
  const limit = encrypted ? MAX_BYTES.encrypted : MAX_BYTES.clear;
  const bytes = contentBytes(content);
  if (bytes > limit) throw tooLarge(bytes, limit);
}

/** An entry of what is to be sent, at `seq` in the order. */
export function newEntry(deps: EntryDeps, outgoing: Outgoing, seq: number, hasFiles: boolean): Entry {
  const { ledger, sender, transport, clock, random } = deps;
  if (ledger.size >= MAX_ENTRIES) throw queueFull();
  const encrypted = transport.isEncrypted(outgoing.roomId);
  assertFits(outgoing.content, encrypted);
  const { target } = outgoing;
  // What leaves at once is marked as tried with the same write: each write is a wait for the disk.
  const atOnce =
    !hasFiles &&
    outgoing.heldUntil === undefined &&
    (target === null || "eventId" in target) &&
    sender.isIdle(outgoing.roomId);
  return {
    ...outgoing,
    txnId: newId(random),
    seq,
    createdAt: clock.now(),
    encrypted,
    triedAt: atOnce ? clock.now() : null,
    anchor: atOnce ? transport.newest(outgoing.roomId) : null,
    failure: null,
    targetEventId: target !== null && "txnId" in target ? ledger.eventOf(target.txnId) : null,
  };
}

/** Writes the files of an entry down. They can be read under their ids at once. */
export async function stageFiles(deps: EntryDeps, live: Live, newFiles: readonly NewFile[]): Promise<Upload[]> {
  const { files, random, scope } = deps;
  const named = newFiles.map((file) => ({ ...file, id: "cipher" in file.file ? file.file.id : newId(random) }));
  const idOf = (role: NewFile["role"]) => named.find((file) => file.role === role)?.id ?? null;
  live.staging = true;
  live.local = { file: idOf("file") ?? "", thumbnail: idOf("thumbnail") };
  const write = async ({ role, file, type, id }: (typeof named)[number]): Promise<Upload> => ({
    ...("cipher" in file ? file : await files.stage(id, file, AbortSignal.any([live.stop.signal, scope.signal]))),
    role,
    type,
    done: null,
  });
  try {
    return await Promise.all(named.map(write));
  } catch (fault) {
    const made = named.filter(({ file }) => !("cipher" in file));
    await Promise.all(made.map(({ id }) => files.forget(id).catch(() => {})));
    throw fault;
  }
}

function newId(random: Random): string {
  return `p${Array.from(random.bytes(12), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
