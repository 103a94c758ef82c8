import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import type { LlamaSequence } from "./llama.ts";

/** Shorter ones are worked on anew sooner than they are read. */
const fewestTokens = 64;
const mostStates = 12;
const mostBytes = 2_000_000_000;

/**
 * What a model has in memory after the fixed beginning of a question (an agent's instructions and tools), kept on disk:
 * 2,000 tokens take seconds to work on and a moment to read. The files hold those instructions, so they lie in the data
 * folder and only its user reads them.
 */
export function createPrefixStates(folder: string, stamp: string) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // It may have come from a copy that kept no modes.
  chmodSync(folder, 0o700);
  const fileOf = (tokens: readonly number[]) => {
    const name = createHash("sha256").update(stamp).update("\0").update(Uint32Array.from(tokens)).digest("hex");
    return join(folder, `${name.slice(0, 40)}.state`);
  };

  const keep = async (sequence: LlamaSequence, file: string) => {
    try {
      await sequence.saveStateToFile(`${file}.new`);
      chmodSync(`${file}.new`, 0o600);
      renameSync(`${file}.new`, file);
      forgetOldest(folder);
    } catch {
      // A full disk costs time with the next start, nothing else.
      rmSync(`${file}.new`, { force: true });
    }
  };

  return {
    /** Brings the sequence to where it holds at least `prefix`, by what is in memory, on disk, or by working on it. */
    async prepare(sequence: LlamaSequence, prefix: readonly number[]): Promise<void> {
      await sequence.adaptStateToTokens(prefix, false);
      if (prefix.length < fewestTokens || sequence.nextTokenIndex >= prefix.length) return;
      const file = fileOf(prefix);
      if (statSync(file, { throwIfNoEntry: false }) !== undefined) {
        try {
          await sequence.clearHistory();
          await sequence.loadStateFromFile(file, { acceptRisk: true });
          if (sequence.nextTokenIndex === prefix.length) {
            const now = new Date();
            utimesSync(file, now, now);
            return;
          }
        } catch {
          // Cut off, or of something else: made anew below.
        }
        rmSync(file, { force: true });
        await sequence.clearHistory();
      }
      await sequence.evaluateWithoutGeneratingNewTokens(prefix.slice(sequence.nextTokenIndex));
      await keep(sequence, file);
    },
  };
}

/** All of them: which one holds whose instructions, nobody can tell by its name. Those that are still used are made anew. */
export function eraseStates(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Keeps the newest, as many and as large together as there may be. */
function forgetOldest(folder: string): void {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".state"))
    .map((name) => {
      const { size, mtimeMs } = statSync(join(folder, name));
      return { name, size, mtimeMs };
    })
    .sort((a, b) => b.mtimeMs - a.mtimeMs);
  let bytes = 0;
  for (const [index, { name, size }] of files.entries()) {
    bytes += size;
    if (index >= mostStates || bytes > mostBytes) rmSync(join(folder, name), { force: true });
  }
}
