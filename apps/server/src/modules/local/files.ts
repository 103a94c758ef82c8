import { closeSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { AppError, messageOf } from "@parley/kernel";
import type { LocalModelFile } from "./engine.ts";
import { engineVersion } from "./install.ts";

/** A file's own name, no path: what lies elsewhere is linked into the folder by whoever owns the machine. */
export const isModelName = (name: string) => /^[^/\\\0.][^/\\\0]{0,190}\.gguf$/i.test(name);

/** Files of models in a folder. */
export function createModelFiles(folder: string) {
  return {
    /** All that look like one, by name. */
    list(): { name: string; bytes: number }[] {
      try {
        return readdirSync(folder)
          .filter(isModelName)
          .sort()
          .flatMap((name) => {
            const found = statSync(join(folder, name), { throwIfNoEntry: false });
            return found?.isFile() === true ? [{ name, bytes: found.size }] : [];
          });
      } catch {
        return [];
      }
    },
    /** Throws BAD_PARAMS, in words. */
    find(name: string): LocalModelFile {
      const file = join(folder, name);
      const found = isModelName(name) ? statSync(file, { throwIfNoEntry: false }) : undefined;
      if (found?.isFile() !== true) {
        throw new AppError("BAD_PARAMS", `There is no file of a model (.gguf) named ${name} in ${folder}.`);
      }
      if (!beginsAsModel(file)) throw new AppError("BAD_PARAMS", `${name} is no file of a model (GGUF).`);
      return { file, bytes: found.size, stamp: `${engineVersion} ${name} ${found.size} ${found.mtimeMs}` };
    },
  };
}

/** Source: github.com/ggml-org/ggml, docs/gguf.md. */
function beginsAsModel(file: string): boolean {
  const first = Buffer.alloc(4);
  try {
    const opened = openSync(file, "r");
    try {
      readSync(opened, first, 0, 4, 0);
    } finally {
      closeSync(opened);
    }
  } catch (thrown) {
    throw new AppError("BAD_PARAMS", `${file} cannot be read: ${messageOf(thrown)}`);
  }
  return first.toString("latin1") === "GGUF";
}
