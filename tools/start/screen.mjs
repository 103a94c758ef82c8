/** A step with its time: `run` may answer a word for the line. Throws what `run` throws, after saying that it failed. */
export async function step(name, run) {
  const begun = Date.now();
  try {
    const note = await run();
    line("✓", name, begun, note);
  } catch (thrown) {
    line("✗", name, begun);
    throw thrown;
  }
}

function line(mark, name, begun, note) {
  const time = `${((Date.now() - begun) / 1000).toFixed(1)} s`;
  console.log(`  ${mark} ${name.padEnd(34)} ${time.padStart(7)}${note ? `   ${note}` : ""}`);
}

/** What a person must do before a start can work: said in one sentence, no stack. */
export class Trouble extends Error {
  constructor(message, code = 1) {
    super(message);
    this.code = code;
  }
}
