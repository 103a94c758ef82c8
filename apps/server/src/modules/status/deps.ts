import type { Clock } from "@parley/kernel";
import type { ConversationsSummary, McpServerState } from "@parley/protocol";
import type { EventSink } from "../../platform/call.ts";
import type { LogPiece } from "../../platform/log/tail.ts";
import type { Stack } from "../../platform/ports.ts";

/** What the module needs. */
export interface StatusDeps {
  readonly stack: Stack;
  readonly events: EventSink;
  readonly clock: Clock;
  readonly self: {
    readonly version: string;
    readonly publicUrl: string;
    readonly dataFolder: string;
    readonly startedAt: number;
    /** Resident memory of this process in bytes. */
    readonly memory: () => number;
    /** The last lines of our own log, oldest first. */
    readonly logTail: (lines: number) => readonly string[];
    /** The same from a byte on, secrets removed. */
    readonly logFrom: (asked: { cursor: number | null; limit: number; maxBytes: number }) => Promise<LogPiece>;
  };
  /** Servers of tools. */
  readonly mcpServers: () => McpServerState[];
  /** What there is of an account. */
  readonly accounts: {
    readonly conversations: (userId: string) => Promise<ConversationsSummary>;
    readonly queuedEvents: (userId: string) => readonly string[];
  };
}
