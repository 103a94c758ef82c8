import { partWords, type ResultOf } from "@parley/protocol";
import type { Context } from "../context.ts";

/** Each part with its state, version and last error. */
export async function status({ client, terminal, given }: Context): Promise<void> {
  const found = await client.call("stack.status", {});
  if (given.json) {
    terminal.print(JSON.stringify(found));
    return;
  }
  terminal.print(`Parley ${found.version} at ${found.publicUrl}`);
  terminal.print(`  server name  ${found.serverName ?? "not chosen yet"}`);
  terminal.print(`  data folder  ${found.dataFolder}`);
  terminal.print(`  memory       ${(found.memoryBytes / 1e6).toFixed(1)} MB`);
  for (const line of found.parts.flatMap(linesOf)) terminal.print(line);
}

function linesOf(part: ResultOf<"stack.status">["parts"][number]): string[] {
  const restarts = part.restarts > 0 ? `, ${part.restarts} restarts` : "";
  const since = new Date(part.since).toISOString().replace("T", " ").slice(0, 19);
  const version = part.version ?? "no version";
  const more = [part.lastError, part.advice].filter((text) => text !== null);
  return [
    `  ${partWords[part.name].padEnd(12)} ${part.state} since ${since} UTC, ${version}${restarts}`,
    ...more.map((text) => `    ${text}`),
  ];
}
