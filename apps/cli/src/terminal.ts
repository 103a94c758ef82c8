import { createInterface, type Interface } from "node:readline/promises";
import { Writable } from "node:stream";

/** Where a command reads and writes. */
export interface Terminal {
  print(text: string): void;
  warn(text: string): void;
  /** Asks for a secret without showing what is typed; one line of the input where there is no terminal. */
  askSecret(question: string): Promise<string>;
  /** Asks for one line; nothing typed is a secret. */
  askLine(question: string): Promise<string>;
  /** Lets go of the input. */
  close(): void;
}

/** A terminal on the process' own streams. */
export function createTerminal(
  input: NodeJS.ReadStream,
  output: NodeJS.WritableStream,
  errors: NodeJS.WritableStream,
): Terminal {
  // One reader for all questions: lines of a pipe come together, and a second reader would miss what the first one took.
  let reader: Interface | null = null;
  let lines: AsyncIterator<string> | null = null;
  const askSecret = async (question: string): Promise<string> => {
    errors.write(question);
    // readline echoes to its output: this one swallows everything.
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    reader ??= createInterface({ input, output: nowhere, terminal: input.isTTY === true });
    lines ??= reader[Symbol.asyncIterator]();
    const line = await lines.next();
    errors.write("\n");
    return line.done ? "" : line.value;
  };
  return {
    print: (text) => void output.write(`${text}\n`),
    warn: (text) => void errors.write(`${text}\n`),
    askSecret,
    // By the same reader: it echoes nothing, so the answer is shown once it was given.
    async askLine(question) {
      const answer = await askSecret(question);
      if (input.isTTY === true) errors.write(`${answer}\n`);
      return answer;
    },
    close: () => reader?.close(),
  };
}
