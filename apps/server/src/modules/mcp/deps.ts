import type { Clock, Log, Random } from "@parley/kernel";
import type { Redactor } from "../../platform/call.ts";
import type { Sandbox } from "../../platform/sandbox/sandbox.ts";

/** What a server of tools is reached by. */
export interface McpDeps {
  /** Where programs run, and the folders that they write to. */
  readonly programs: { readonly sandbox: () => Promise<Sandbox>; readonly workspaces: string };
  /** To what an owner has named. */
  readonly fetch: typeof globalThis.fetch;
  /** How people sign in at services that servers name. */
  readonly signIn: {
    /** Where those send people back to. */
    readonly redirectUrl: string;
    /** To what nobody here has named. */
    readonly publicFetch: typeof globalThis.fetch;
  };
  readonly redactor: Redactor;
  readonly world: { readonly clock: Clock; readonly random: Random };
  readonly log: Log;
}

/** Of one message, and of one answer over HTTP. */
export const messageBytes = 4 * 1024 * 1024;

/** What went wrong, in words for people and models: one line, without secrets. */
export function wordsOf(thrown: unknown, { redactor }: Pick<McpDeps, "redactor">): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  // Cut first: what is wrong may be as long as whoever said it liked.
  return redactor.redact(text.slice(0, 2000)).replaceAll(/\s+/g, " ").slice(0, 300).toWellFormed();
}
