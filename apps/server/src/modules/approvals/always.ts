import { mayBeAlways } from "./command.ts";
import type { ApprovalRow } from "./store.ts";

/** What an *always* would be kept as: a program by its path, or a tool of another server by its name. */
export interface Always {
  readonly path: string;
  /** The file or the definition that it holds for; null: whatever lies there. */
  readonly sha256: string | null;
}

const toolMark = "mcp:";

/** How a tool stands in the list. */
export const toolPath = (name: string): string => `${toolMark}${name}`;
export const isToolPath = (path: string): boolean => path.startsWith(toolMark);

/** Null: it may not be said of that. */
export function alwaysOf({ kind, request, tool }: Pick<ApprovalRow, "kind" | "request" | "tool">): Always | null {
  if (kind === "exec") {
    const { resolvedPath, fileSha256 } = JSON.parse(request);
    return mayBeAlways(resolvedPath) ? { path: resolvedPath, sha256: fileSha256 ?? null } : null;
  }
  const { name, definition } = tool === null ? {} : JSON.parse(tool);
  return typeof definition === "string" ? { path: toolPath(name), sha256: definition } : null;
}
