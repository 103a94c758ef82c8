import type { Context } from "../run-command.ts";

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
  terminal.print(`  memory       ${Math.round(found.memoryBytes / 1024 / 1024)} MiB`);
  for (const part of found.parts) {
    const restarts = part.restarts > 0 ? `, ${part.restarts} restarts` : "";
    const since = new Date(part.since).toISOString().replace("T", " ").slice(0, 19);
    terminal.print(
      `  ${part.name.padEnd(12)} ${part.state} since ${since} UTC, ${part.version ?? "no version"}${restarts}`,
    );
    if (part.lastError !== null) terminal.print(`    ${part.lastError}`);
    if (part.advice !== null) terminal.print(`    ${part.advice}`);
  }
}
