import { matrixError } from "../errors.ts";
import { keptFileIds } from "../media/kept-files.ts";
import { copyStagedFiles } from "../media/staged-files.ts";
import { draftEditName, draftReturnedName, joinedWords, readDraftName } from "../storage/draft-names.ts";
import { draftPrefix, keptDraft, maxWords } from "../storage/drafts.ts";
import { type Database, resultOf, settled } from "../storage/indexed-db.ts";
import type { HandOverPorts, Owner } from "../storage/inheritance.ts";
import {
  type Json,
  keptFilePrefix,
  nullIfLost,
  openRow,
  outboxPrefix,
  sealedRow,
  takesValues,
} from "../storage/sealed-store.ts";
import { type Entry, fromJson, toJson } from "./entry.ts";

async function namesOf({ database, stays }: HandOverPorts, { id }: Owner): Promise<readonly string[]> {
  const index = database.transaction("values", "readonly").objectStore("values").index("account");
  const names = (await resultOf(index.getAllKeys(id))).map((key) => (Array.isArray(key) ? String(key[1]) : ""));
  return names.filter(stays);
}

/** Null: there is none, or it cannot be opened ever again. */
async function readValue({ database }: HandOverPorts, { id, key }: Owner, name: string): Promise<Json | null> {
  return await openRow(database, { id, key: async () => key }, name).catch(nullIfLost);
}

/**
 * An entry of the send queue for another device. Transactions are a device's own: what that one has tried may have
 * arrived, and nobody can look it up any more. A message is left to its person then; twice the same change changes
 * nothing.
 */
function ofAnotherDevice(entry: Entry): Entry {
  if (entry.triedAt === null || entry.failure !== null) return entry;
  if (entry.kind !== "message") return { ...entry, triedAt: null, anchor: null };
  return { ...entry, failure: { reason: "uncertain", at: entry.triedAt } };
}

/** A value for another device, and the files that it names. Null: it is of a version that is not known here. */
function takenOver(name: string, value: Json): { readonly value: Json; readonly files: readonly string[] } | null {
  if (name.startsWith(outboxPrefix)) {
    const entry = fromJson(value);
    if (entry === null) return null;
    return { value: toJson(ofAnotherDevice(entry)), files: (entry.uploads ?? []).map(({ id }) => id) };
  }
  if (!name.startsWith(keptFilePrefix)) return { value, files: [] };
  const files = keptFileIds(value);
  return files === null ? null : { value, files };
}

const isDraft = (name: string): boolean => name.startsWith(draftPrefix);
const wordsIn = (value: Json): string => keptDraft(value)?.words ?? "";

/** Whether a text begins with these lines, whole. */
const startsWith = (text: string, lines: string): boolean => text === lines || text.startsWith(`${lines}\n`);

/**
 * Drafts of `from` for a device that has some of its own. Where both have begun something in a room, the words of `from`
 * wait beside those that are there, and what they answered is let go: it is not what the others answer.
 */
async function draftsFor(
  to: Owner,
  taken: ReadonlySet<string>,
  drafts: ReadonlyMap<string, Json>,
  ports: HandOverPorts,
): Promise<Map<string, Json>> {
  const given = new Map<string, Json>();
  const rooms = new Set([...drafts.keys()].map((name) => readDraftName(name.slice(draftPrefix.length)).roomId));
  for (const roomId of rooms) {
    const aside = draftPrefix + draftReturnedName(roomId);
    const own = [...drafts].filter(([name]) => readDraftName(name.slice(draftPrefix.length)).roomId === roomId);
    const edit = draftPrefix + draftEditName(roomId);
    const edited = drafts.get(edit);
    if (edited !== undefined && !taken.has(edit)) given.set(edit, edited);
    if (!taken.has(draftPrefix + roomId) && !taken.has(aside)) {
      for (const [name, value] of own.filter(([name]) => name !== edit)) given.set(name, value);
      continue;
    }
    const before = joinedWords(wordsIn(drafts.get(aside) ?? null), wordsIn(drafts.get(draftPrefix + roomId) ?? null));
    const there = wordsIn(await readValue(ports, to, aside));
    const words = wordsIn(await readValue(ports, to, draftPrefix + roomId));
    if (before === "" || startsWith(there, before) || startsWith(words, before)) continue;
    const at = Math.max(...own.map(([, value]) => keptDraft(value)?.at ?? 0));
    given.set(aside, { words: joinedWords(before, there).slice(0, maxWords), at });
  }
  return given;
}

/**
 * Gives `to` what stays behind of `from`, unless it has one of that name already: drafts are joined then. `from` keeps no
 * copy but of its files. What cannot be opened ever again is left out; what is of a version that is not known here stays
 * with `from`, and its files too: a newer page takes it over.
 */
export async function handOver(from: Owner, to: Owner, ports: HandOverPorts): Promise<void> {
  const { factory, database, random, filesOf, stop } = ports;
  const names = await namesOf(ports, from);
  const taken = new Set(await namesOf(ports, to));
  const given = new Map<string, Json>();
  const drafts = new Map<string, Json>();
  const files: string[] = [];
  const left = new Set<string>();
  for (const name of names.filter((found) => isDraft(found) || !taken.has(found))) {
    const value = await readValue(ports, from, name);
    if (value === null) continue;
    const own = takenOver(name, value);
    if (own === null) left.add(name);
    else if (isDraft(name)) drafts.set(name, own.value);
    else given.set(name, own.value);
    files.push(...(own?.files ?? []));
  }
  for (const [name, value] of await draftsFor(to, taken, drafts, ports)) given.set(name, value);
  const rows = await Promise.all([...given].map(([name, value]) => sealedRow(to, name, value, random)));
  if (files.length > 0) {
    await copyStagedFiles(factory, { from: filesOf(from.id), to: filesOf(to.id) }, files, stop);
  }
  stop.throwIfAborted();
  await move(database, { from, to, names: names.filter((name) => !left.has(name)), rows });
}

/**
 * All or nothing: a key must neither be lost on the way nor stay behind when its new holder has saved it. Nothing comes
 * to a device that was signed out meanwhile, and nothing a second time when another tab was faster.
 */
async function move(
  database: Database,
  { from, to, names, rows }: { from: Owner; to: Owner; names: readonly string[]; rows: readonly object[] },
): Promise<void> {
  const transaction = database.transaction(["accounts", "values"], "readwrite", { durability: "strict" });
  const done = settled(transaction);
  const values = transaction.objectStore("values");
  if (!takesValues(await resultOf(transaction.objectStore("accounts").get(to.id)))) {
    throw matrixError("MATRIX_STORE_LOST", "the account was removed from this device");
  }
  const there = new Set((await resultOf(values.index("account").getAllKeys(from.id))).map((key) => String(key)));
  const isThere = (name: string): boolean => there.has(String([from.id, name]));
  if (!names.every(isThere)) throw matrixError("MATRIX_STORE_LOST", "another tab has taken it over");
  for (const row of rows) values.put(row);
  for (const name of names) values.delete([from.id, name]);
  await done;
}
