import { createCipheriv, createDecipheriv } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { AppError, type Random } from "@parley/kernel";
import type { Redactor } from "../call.ts";
import { writeWhole } from "../data-folder-files.ts";
import type { Secrets } from "../ports.ts";
import type { OpenStore } from "../store/store.ts";

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Reads the master key, or makes it with mode 0600 when there is none, or an empty one as a crash leaves it. Throws when
 * others may read it, or when it is torn or missing although `store` holds what was sealed with it.
 */
export function readMasterKey(file: string, random: Random, store: Pick<OpenStore, "raw">): Buffer {
  const there = statSync(file, { throwIfNoEntry: false });
  if (!there || there.size === 0) {
    const sealed = store.raw.prepare("SELECT 1 FROM secrets LIMIT 1").get() !== undefined;
    if (!sealed) writeWhole(file, random.bytes(keyBytes), 0o600);
    else if (!there) {
      throw new AppError(
        "MASTER_KEY",
        `The master key ${file} is missing, but secrets are sealed with it: put it back.`,
      );
    }
  }
  const mode = statSync(file).mode & 0o777;
  if ((mode & 0o077) !== 0) {
    throw new AppError("MASTER_KEY", `Others may read the master key ${file}: run chmod 600 on it.`);
  }
  const key = readFileSync(file);
  if (key.length !== keyBytes) {
    throw new AppError("MASTER_KEY", `The master key ${file} is damaged: ${key.length} bytes instead of ${keyBytes}.`);
  }
  return key;
}

/** Secrets as rows sealed with AES-256-GCM; the row's name is authenticated, so that rows cannot be swapped. */
export function createSecrets(store: OpenStore, key: Buffer, random: Random, redactor: Redactor): Secrets {
  const database = store.raw;
  // What was set counts at once, also while a transaction holds its row back.
  const known = new Map<string, string>();
  const find = database.prepare("SELECT sealed FROM secrets WHERE name = ?");
  const put = database.prepare(
    "INSERT INTO secrets (name, sealed) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed",
  );
  const drop = database.prepare("DELETE FROM secrets WHERE name = ?");
  // Known, but not on disk yet: a new one at every start would sign everybody out.
  const unsaved = new Set<string>();
  const save = (name: string, value: string) => {
    unsaved.add(name);
    const write = () => {
      put.run(name, seal(key, name, value, random));
      unsaved.delete(name);
    };
    // Late or at once: it is tried again, or said, when the secret is next asked for.
    store.outside(write, () => {});
  };
  const forget = (name: string) => {
    const value = known.get(name);
    known.delete(name);
    unsaved.delete(name);
    if (value !== undefined && ![...known.values()].includes(value)) redactor.remove(value);
  };
  return {
    get(name) {
      const cached = known.get(name);
      if (cached !== undefined) {
        if (unsaved.has(name)) save(name, cached);
        return cached;
      }
      const sealed = find.get(name)?.sealed;
      if (!(sealed instanceof Uint8Array)) return null;
      const value = open(key, name, sealed);
      redactor.keep(value);
      known.set(name, value);
      return value;
    },
    set(name, value) {
      forget(name);
      redactor.keep(value);
      known.set(name, value);
      save(name, value);
    },
    delete(name) {
      forget(name);
      store.outside(
        () => drop.run(name),
        () => {},
      );
    },
  };
}

function seal(key: Buffer, name: string, value: string, random: Random): Uint8Array {
  const nonce = random.bytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(name));
  const body = Buffer.concat([cipher.update(value, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

function open(key: Buffer, name: string, sealed: Uint8Array): string {
  const nonce = sealed.subarray(0, nonceBytes);
  const tag = sealed.subarray(nonceBytes, nonceBytes + tagBytes);
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes })
    .setAAD(Buffer.from(name))
    .setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()]).toString("utf8");
  } catch (cause) {
    throw new AppError("MASTER_KEY", `The secret "${name}" does not open with this master key.`, { cause });
  }
}
