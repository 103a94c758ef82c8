import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createPrefixStates, eraseStates } from "./prefix-states.ts";

const prefix = Array.from({ length: 100 }, (_, at) => at);

/** A model's memory that only counts, and is written as the engine writes it: readable for everyone. */
function sequenceOf() {
  const sequence = {
    nextTokenIndex: 0,
    worked: 0,
    adaptStateToTokens: async () => {},
    async clearHistory() {
      sequence.nextTokenIndex = 0;
    },
    async saveStateToFile(file: string) {
      writeFileSync(file, "You know the tides.", { mode: 0o644 });
    },
    async loadStateFromFile() {
      sequence.nextTokenIndex = prefix.length;
    },
    async evaluateWithoutGeneratingNewTokens(tokens: readonly number[]) {
      sequence.worked += tokens.length;
      sequence.nextTokenIndex += tokens.length;
    },
  };
  return sequence;
}

test("states are read by their user alone, whatever the folder was before, are used again, and go when they are erased", async () => {
  const home = mkdtempSync(join(tmpdir(), "parley-states-"));
  const folder = join(home, "model-states");
  try {
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    const sequence = sequenceOf();
    await createPrefixStates(folder, "tiny 2048").prepare(sequence as never, prefix);
    const [name = "", ...more] = readdirSync(folder);
    expect([more, statSync(folder).mode & 0o777, statSync(join(folder, name)).mode & 0o777]).toEqual([
      [],
      0o700,
      0o600,
    ]);
    const next = sequenceOf();
    await createPrefixStates(folder, "tiny 2048").prepare(next as never, prefix);
    expect([sequence.worked, next.worked]).toEqual([100, 0]);
    eraseStates(folder);
    const anew = sequenceOf();
    await createPrefixStates(folder, "tiny 2048").prepare(anew as never, prefix);
    expect(anew.worked).toBe(100);
    // A child whose folder was taken away in between answers all the same.
    const states = createPrefixStates(folder, "tiny 4096");
    eraseStates(folder);
    const late = sequenceOf();
    await states.prepare(late as never, prefix);
    expect(late.worked).toBe(100);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
