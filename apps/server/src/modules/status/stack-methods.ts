import { AppError } from "@parley/kernel";
import { limits, type McpServerState, type PartState } from "@parley/protocol";
import type { HandlersOf } from "../../platform/call.ts";
import type { Stack } from "../../platform/ports.ts";
import type { StatusDeps } from "./deps.ts";

export type StackMethods = "stack.status" | "stack.logs" | "stack.restart";

/** Parts and servers of tools in full, for admins. */
export function createStackMethods({
  stack,
  self,
  parts,
  mcpServers,
}: {
  readonly stack: Stack;
  readonly self: StatusDeps["self"];
  readonly parts: () => PartState[];
  readonly mcpServers: () => McpServerState[];
}): HandlersOf<StackMethods> {
  return {
    async "stack.status"() {
      return {
        parts: parts(),
        mcpServers: mcpServers(),
        publicUrl: self.publicUrl,
        serverName: stack.homeserver.serverName(),
        dataFolder: self.dataFolder,
        memoryBytes: self.memory(),
        version: self.version,
      };
    },
    async "stack.logs"(params) {
      const count = params.lines ?? limits.logTailLines;
      const lines = params.part === "server" ? self.logTail(count) : await stack.logs(params.part, count);
      return { lines: lines.slice(-count) };
    },
    async "stack.restart"(params) {
      const part = params.part === "homeserver" ? stack.homeserver : stack.sfu;
      if (part.mode === "attached") throw new AppError("NOT_OFFERED", "An attached part is restarted where it runs.");
      return { part: await stack.restart(params.part) };
    },
  };
}
