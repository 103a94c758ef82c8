import { createHash } from "node:crypto";
import { AppError, type Clock, createId, type Random } from "@parley/kernel";
import type { ParsedParamsOf, ResultOf } from "@parley/protocol";
import { isToolPath } from "./always.ts";
import { mayBeAlways } from "./command.ts";
import type { ApprovalStore, GrantRow } from "./store.ts";

type Snapshot = ResultOf<"exec.approvals.get">;
type Given = ParsedParamsOf<"exec.approvals.set">["file"];

/** Clients of the protocol show where the list is kept; ours is in no file of its own. */
const place = "(database)";

/** What an account allowed for always, in the shape of the protocol's file. */
export function createGrants(deps: { rows: ApprovalStore; clock: Clock; random: Random }) {
  const { rows, clock, random } = deps;
  const show = async (account: string): Promise<Snapshot> => {
    const found = await rows.grants(account);
    return { path: place, exists: true, hash: hashOf(found), file: fileOf(found) };
  };
  return {
    show,
    /** Throws CONFLICT when it was changed meanwhile, and BAD_PARAMS for what may not be allowed for always. */
    async replace(account: string, file: Given, baseHash: string): Promise<Snapshot> {
      const wanted = Object.entries(file.agents ?? {}).flatMap(([agent, { allowlist = [] }]) =>
        allowlist.map(({ pattern }) => ({ agent, path: pattern })),
      );
      const refuse = (path: string): never => {
        throw new AppError(
          "BAD_PARAMS",
          `${path} cannot be allowed for always: it takes an absolute path without wildcards, and of no program that runs whatever it is given.`,
        );
      };
      for (const { path } of wanted) if (!mayBeAlways(path) && !isToolPath(path)) refuse(path);
      await rows.write(async (tx) => {
        const before = await rows.grantsIn(tx, account);
        if (hashOf(before) !== baseHash) {
          throw new AppError("CONFLICT", "exec approvals changed since last load; re-run exec.approvals.get and retry");
        }
        const known = new Map(before.map((row) => [nameOf(row), row]));
        // For what it said of itself when it was allowed, and nobody can write that by hand.
        for (const row of wanted) if (isToolPath(row.path) && !known.has(nameOf(row))) refuse(row.path);
        await rows.dropGrants(tx, account);
        for (const { agent, path } of wanted) {
          const fresh: GrantRow = {
            id: createId("grt", random),
            account,
            agent,
            path,
            file_sha256: null,
            created_by: account,
            created_at: clock.now(),
            last_used_at: null,
            last_command: null,
          };
          await rows.grant(tx, known.get(nameOf({ agent, path })) ?? fresh);
        }
      });
      return show(account);
    },
  };
}

function fileOf(rows: readonly GrantRow[]): Snapshot["file"] {
  // A map: names of agents are anyone's to choose, also those that objects have by themselves.
  const agents = new Map<
    string,
    { allowlist: NonNullable<NonNullable<Snapshot["file"]["agents"]>[string]["allowlist"]> }
  >();
  for (const { id, agent, path, last_used_at, last_command } of rows) {
    const entry = {
      id,
      pattern: path,
      ...(last_used_at === null
        ? {}
        : { lastUsedAt: last_used_at, ...(isToolPath(path) ? {} : { lastResolvedPath: path }) }),
      ...(last_command === null ? {} : { lastUsedCommand: last_command }),
    };
    agents.set(agent, { allowlist: [...(agents.get(agent)?.allowlist ?? []), entry] });
  }
  return { version: 1, agents: Object.fromEntries(agents) };
}

/** Of what is allowed; when it was last used changes nothing. */
function hashOf(rows: readonly GrantRow[]): string {
  return createHash("sha256")
    .update(JSON.stringify(rows.map(nameOf)))
    .digest("hex");
}

function nameOf({ agent, path }: Pick<GrantRow, "agent" | "path">): string {
  return `${agent} ${path}`;
}
