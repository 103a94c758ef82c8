import { createInterface, type Interface } from "node:readline/promises";
import { Writable } from "node:stream";

/**
 * Where a command reads and writes. What is printed came from anywhere: signs that steer a terminal (colours, the
 * clipboard, the cursor) or turn the reading direction are shown as `\u001b`, never sent.
 */
export interface Terminal {
  /** One line: a line's end within is shown as `\u000a`, so that no foreign text makes a line of its own. */
  print(line: string): void;
  /** A text of several lines, such as an answer; ends with a line's end. */
  printText(text: string): void;
  /** Goes on where the last piece of a text ended. */
  printPiece(text: string): void;
  warn(text: string): void;
  /** Asks for a secret without showing what is typed; one line of the input where there is no terminal. */
  askSecret(question: string): Promise<string>;
  /** Asks for one line; nothing typed is a secret. */
  askLine(question: string): Promise<string>;
  /**
   * Line after line, with the editing and the history of a terminal, until its input ends. `onInterrupt` is Ctrl+C: it
   * answers whether there was something to stop; otherwise the lines end.
   */
  lines(prompt: string, onInterrupt: () => boolean): AsyncIterable<string>;
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
    print: (line) => void output.write(`${plain(line).replaceAll("\n", escaped)}\n`),
    printText: (text) => void output.write(`${plain(text)}\n`),
    printPiece: (text) => void output.write(plain(text)),
    warn: (text) => void errors.write(`${plain(text)}\n`),
    askSecret,
    // By the same reader: it echoes nothing, so the answer is shown once it was given.
    async askLine(question) {
      const answer = await askSecret(question);
      if (input.isTTY === true) errors.write(`${answer}\n`);
      return answer;
    },
    async *lines(prompt, onInterrupt) {
      const own = createInterface({ input, output: errors, terminal: input.isTTY === true, prompt });
      reader = own;
      own.on("SIGINT", () => {
        if (!onInterrupt()) own.close();
      });
      if (input.isTTY === true) own.prompt();
      for await (const line of own) {
        yield line;
        if (input.isTTY === true) own.prompt();
      }
    },
    close: () => reader?.close(),
  };
}

/** Signs of control and of format but tab, line's end and what joins an emoji; separators of lines and paragraphs. */
const steering = /(?![\t\n\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** As JSON writes it: by units of 16 bits. */
const escaped = (sign: string) =>
  sign
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");

/** The text with what steers a terminal made visible; in JSON it means the same as before. */
const plain = (text: string): string => text.replaceAll("\r\n", "\n").replace(steering, escaped);
