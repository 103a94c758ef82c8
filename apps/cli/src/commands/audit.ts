import { AppError } from "@parley/kernel";
import type { AuditEntry } from "@parley/protocol";
import type { Context } from "../context.ts";

const listed = 50;

/** The newest entries, the newest last. */
export async function auditList({ client, terminal, given }: Context): Promise<void> {
  const found = await client.call("audit.list", { limit: listed });
  if (given.json) terminal.print(JSON.stringify(found));
  else if (found.entries.length === 0) terminal.print("Nothing was noted yet.");
  else for (const entry of found.entries.toReversed()) terminal.print(lineOf(entry));
}

/** Says whether every entry is as it was written; fails when one is not. */
export async function auditVerify({ client, terminal, given }: Context): Promise<void> {
  const { entries, faults } = await client.call("audit.verify", {});
  if (given.json) terminal.print(JSON.stringify({ entries, faults }));
  else for (const { kind, seq } of faults) terminal.warn(`${String(seq).padStart(6)}  ${faultWords[kind]}`);
  if (faults.length > 0) throw new AppError("AUDIT_FAULTS", `${faults.length} faults in ${entries} entries.`);
  if (!given.json) terminal.print(`${entries} entries, all as they were written.`);
}

const faultWords = {
  missing: "is missing",
  changed: "was changed, or put in another place",
  content: "says something else than what was written",
  unsaid: "was emptied, and nothing says by whom",
  ends: "is where the record of the first and last entry does not fit",
} as const;

function lineOf({ seq, at, action, outcome, who }: AuditEntry): string {
  const when = new Date(at).toISOString().replace("T", " ").slice(0, 19);
  const by = who === null ? "(erased)" : who.local ? "this machine" : `${who.userId} from ${who.address}`;
  const to = who === null || who.subject === "" ? "" : ` on ${who.subject}`;
  return `${String(seq).padStart(6)}  ${when} UTC  ${outcome === "ok" ? "done" : outcome}  ${action}${to}, by ${by}`;
}
