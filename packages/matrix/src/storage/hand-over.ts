import type { Random } from "@parley/kernel";
import { copyStagedFiles } from "../media/staged-files.ts";
import { type Entry, fromJson, STORE_PREFIX, toJson } from "../outbox/entry.ts";
import { type Database, type Factory, resultOf, settled } from "./indexed-db.ts";
import type { SealingKey } from "./seal.ts";
import { type Json, openRow, sealedRow } from "./sealed-store.ts";

interface Owner {
  readonly id: string;
  readonly key: SealingKey;
}

export interface HandOverPorts {
  readonly factory: Factory;
  readonly database: Database;
  readonly random: Random;
  /** Which values are handed over. */
  readonly stays: (name: string) => boolean;
  /** The name of a device's database of files that wait. */
  readonly filesOf: (id: string) => string;
}

async function namesOf({ database, stays }: HandOverPorts, { id }: Owner): Promise<readonly string[]> {
  const index = database.transaction("values", "readonly").objectStore("values").index("account");
  const names = (await resultOf(index.getAllKeys(id))).map((key) => (Array.isArray(key) ? String(key[1]) : ""));
  return names.filter(stays);
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

/**
 * Gives `to` what stays behind of `from`, unless it has one of that name already; `from` keeps no copy but of its files.
 * What cannot be opened any more is left out.
 */
export async function handOver(from: Owner, to: Owner, ports: HandOverPorts): Promise<void> {
  const { factory, database, random, filesOf } = ports;
  const names = await namesOf(ports, from);
  const taken = new Set(await namesOf(ports, to));
  const rows: object[] = [];
  const files: string[] = [];
  for (const name of names.filter((found) => !taken.has(found))) {
    let value: Json | null = await openRow(database, { id: from.id, key: async () => from.key }, name).catch(
      () => null,
    );
    const entry = name.startsWith(STORE_PREFIX) ? fromJson(value) : null;
    if (entry !== null) {
      value = toJson(ofAnotherDevice(entry));
      files.push(...(entry.uploads ?? []).map(({ id }) => id));
    }
    if (value !== null) rows.push(await sealedRow(to, name, value, random));
  }
  if (files.length > 0) {
    await copyStagedFiles(factory, { from: filesOf(from.id), to: filesOf(to.id) }, files);
  }
  // Both or neither: a key must neither be lost on the way nor stay behind when its new holder has saved it.
  const transaction = database.transaction("values", "readwrite", { durability: "strict" });
  const done = settled(transaction);
  const values = transaction.objectStore("values");
  for (const row of rows) values.put(row);
  for (const name of names) values.delete([from.id, name]);
  await done;
}
