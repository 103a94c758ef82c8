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
  for (const line of found.mcpServers.flatMap(serverLines)) terminal.print(line);
}

function linesOf(part: ResultOf<"stack.status">["parts"][number]): string[] {
  const restarts = part.restarts > 0 ? `, ${part.restarts} restarts` : "";
  const version = part.version ?? "no version";
  const more = [part.lastError, part.advice].filter((text) => text !== null);
  return [
    `  ${partWords[part.name].padEnd(12)} ${part.state} since ${utc(part.since)} UTC, ${version}${restarts}`,
    ...more.map((text) => `    ${text}`),
  ];
}

function serverLines(server: ResultOf<"stack.status">["mcpServers"][number]): string[] {
  const restarts = server.restarts > 0 ? `, ${server.restarts} restarts` : "";
  const left = server.leftOut > 0 ? `, ${server.leftOut} left out` : "";
  const who = server.agents.length === 0 ? "no agent may use it" : `for ${server.agents.join(", ")}`;
  return [
    `  Tools of ${server.name}: ${server.state} since ${utc(server.since)} UTC, ${server.tools} tools${left}, ${who}${restarts}`,
    ...(server.lastError === null ? [] : [`    ${server.lastError}`]),
    ...(server.signIn === "needed" || server.signIn === "over"
      ? ["    It needs a sign-in: open Server status in the web client."]
      : []),
  ];
}

function utc(at: number): string {
  return new Date(at).toISOString().replace("T", " ").slice(0, 19);
}
