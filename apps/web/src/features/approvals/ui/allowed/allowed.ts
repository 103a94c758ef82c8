import type { ResultOf } from "@parley/protocol";

type File = ResultOf<"exec.approvals.get">["file"];
type Entry = NonNullable<NonNullable<File["agents"]>[string]["allowlist"]>[number];

/** A program or a tool that an agent may use without asking. */
export interface Allowed {
  readonly agent: string;
  /** The path of the program, or the name of the tool. */
  readonly name: string;
  readonly kind: "program" | "tool";
  /** As the list of the server has it. */
  readonly pattern: string;
  readonly usedAt: number | null;
  readonly command: string | null;
}

const toolMark = "mcp:";

/** By agent, and within an agent by name. */
export function allowedIn(file: File): readonly Allowed[] {
  return Object.entries(file.agents ?? {})
    .flatMap(([agent, { allowlist = [] }]) => allowlist.map((entry) => allowedOf(agent, entry)))
    .toSorted((one, other) => one.agent.localeCompare(other.agent) || one.name.localeCompare(other.name));
}

function allowedOf(agent: string, { pattern, lastUsedAt, lastUsedCommand }: Entry): Allowed {
  const tool = pattern.startsWith(toolMark);
  return {
    agent,
    name: tool ? pattern.slice(toolMark.length) : pattern,
    kind: tool ? "tool" : "program",
    pattern,
    usedAt: lastUsedAt ?? null,
    command: lastUsedCommand ?? null,
  };
}

/** The list without one of them. */
export function without(file: File, { agent, pattern }: Pick<Allowed, "agent" | "pattern">): File {
  const agents = Object.entries(file.agents ?? {}).map(([id, entry]) => [
    id,
    id === agent ? { allowlist: (entry.allowlist ?? []).filter((one) => one.pattern !== pattern) } : entry,
  ]);
  return { version: 1, agents: Object.fromEntries(agents) };
}
