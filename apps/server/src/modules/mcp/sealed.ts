import { createHash } from "node:crypto";
import { AppError } from "@parley/kernel";
import type { McpServer } from "../../config/mcp-servers.ts";
import type { Secrets } from "../../platform/ports.ts";

/** A server with its secrets filled in, or the names of those that nobody has entered. */
export type Filled = { readonly server: McpServer } | { readonly missing: readonly string[] };

/** Values that stand in no file: sealed, each for the address or program that it was entered for, and for no other. */
export function createSealed(secrets: Secrets) {
  const read = (server: McpServer, name: string): string | null => {
    const mark = markOf(server);
    const kept = readable(secrets, rowOf(server, name));
    return kept?.startsWith(mark) ? kept.slice(mark.length) : null;
  };
  return {
    fill(server: McpServer): Filled {
      const found = server.secrets.map((name) => [name, read(server, name)] as const);
      const missing = found.filter(([, value]) => value === null).map(([name]) => name);
      if (missing.length > 0) return { missing };
      const values = Object.fromEntries(found.map(([name, value]) => [name, value ?? ""]));
      const { run } = server;
      if (run.type === "stdio") return { server: { ...server, run: { ...run, env: { ...run.env, ...values } } } };
      // However it is spelt: two headers of one name would be sent as one.
      const own = server.secrets.map((name) => name.toLowerCase());
      const others = Object.entries(run.headers).filter(([name]) => !own.includes(name.toLowerCase()));
      return { server: { ...server, run: { ...run, headers: { ...Object.fromEntries(others), ...values } } } };
    },
    entered: (server: McpServer) => server.secrets.map((name) => ({ name, entered: read(server, name) !== null })),
    /** Null takes it away. Throws NOT_FOUND for what the file does not say is one. */
    set(server: McpServer | undefined, name: string, value: string | null): McpServer {
      if (!server?.secrets.includes(name)) {
        throw new AppError("NOT_FOUND", "The file of settings names no such secret of such a server.");
      }
      if (value === null) secrets.delete(rowOf(server, name));
      else secrets.set(rowOf(server, name), `${markOf(server)}${value}`);
      return server;
    },
  };
}

/** What cannot be opened any more is entered anew: one damaged row keeps nothing else from beginning. */
export function readable(secrets: Secrets, row: string): string | null {
  try {
    return secrets.get(row);
  } catch {
    return null;
  }
}

const rowOf = (server: McpServer, name: string) => `mcp ${server.name} ${name}`;

/** Another address or another program does not get what was entered for the one before. */
export function markOf(server: McpServer): string {
  return `${createHash("sha256")
    .update(JSON.stringify(placeOf(server)))
    .digest("base64url")}:`;
}

/** Where it is: an address, or a program in a folder. */
export function placeOf({ run }: Pick<McpServer, "run">): readonly (string | null)[] {
  return run.type === "http" ? [run.type, run.url] : [run.type, run.folder, ...run.command];
}
