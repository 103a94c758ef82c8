import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Seed {
  /** Who is in all of it; an account that exists. */
  readonly owner: string;
  /** Rooms of the owner, three messages each, not encrypted. */
  readonly rooms: number;
  /** How many of them are channels of the one space. */
  readonly channels: number;
  /** The first so many rooms hold a hundred messages of five of the members each instead of three; none unless said. */
  readonly lively?: number;
  /** Members of one more room, `large`; 0 and no messages: it is left out. */
  readonly members: number;
  /** Messages in it. */
  readonly messages: number;
}

export interface Seeded {
  readonly rooms: readonly string[];
  readonly space: string;
  readonly large: string | null;
}

const script = fileURLToPath(new URL("seed.py", import.meta.url));
const deadlineMs = 180_000;

/** Writes a large account into the database of a Synapse that does not run; 5,000 rooms take well under a minute. */
export async function writeSeed(python: string, folder: string, seed: Seed): Promise<Seeded> {
  const child = spawn(python, [script], {
    stdio: ["pipe", "pipe", "pipe"],
    timeout: deadlineMs,
    killSignal: "SIGKILL",
  });
  let output = "";
  let complaints = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaints = (complaints + text).slice(-5000);
  });
  child.stdin.end(JSON.stringify({ lively: 0, ...seed, database: join(folder, "homeserver.db") }));
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`The homeserver could not be seeded (code ${code}):\n${complaints}`);
  return JSON.parse(output);
}
