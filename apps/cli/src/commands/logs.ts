import { sleep, systemClock } from "@parley/kernel";
import type { Context } from "../context.ts";

const againMs = 1_000;

/** The end of the server's log; with `--follow` whatever comes, until the server or this command is ended. */
export async function logs({ client, terminal, given }: Context): Promise<void> {
  let cursor: number | undefined;
  for (;;) {
    const piece = await client.call("logs.tail", cursor === undefined ? { limit: given.lines } : { cursor });
    if (cursor !== undefined && piece.truncated) terminal.warn("… more came than was fetched.");
    for (const line of piece.lines) terminal.print(given.json ? line : readable(line));
    if (!given.follow) return;
    ({ cursor } = piece);
    await sleep(systemClock, againMs);
  }
}

/** `time LEVEL message fields` of a line of JSON; what is none stays as it is. */
function readable(line: string): string {
  try {
    const { time, level, message, ...fields } = Object(JSON.parse(line));
    if (typeof message !== "string") return line;
    const more = Object.entries(fields).map(([name, value]) => `${name}=${String(value)}`);
    return [time, String(level).toUpperCase().padEnd(5), message, ...more].join(" ");
  } catch {
    return line;
  }
}
