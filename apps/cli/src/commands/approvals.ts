import { AppError } from "@parley/kernel";
import type { Approval, Decision } from "@parley/protocol";
import type { Context } from "../context.ts";

/** Open questions, the newest last. */
export async function listApprovals({ client, terminal, given }: Context): Promise<void> {
  const found = await client.call("exec.approval.list", { state: "pending" });
  if (given.json) terminal.print(JSON.stringify(found));
  else if (found.approvals.length === 0) terminal.print("Nobody waits for an answer.");
  else for (const approval of found.approvals.toReversed()) for (const line of linesOf(approval)) terminal.print(line);
}

/** Answers one. */
export async function resolveApproval({ client, terminal, given }: Context): Promise<void> {
  const [, , id, word] = given.command;
  const decision = decisions.find((known) => known === word);
  if (id === undefined || decision === undefined) {
    throw new AppError(
      "USAGE",
      `parley approvals resolve ID ${decisions.join("|")}; parley approvals list shows them.`,
    );
  }
  await client.call("exec.approval.resolve", { id, decision });
  terminal.print(given.json ? JSON.stringify({ ok: true }) : `Answered: ${decision}.`);
}

const decisions: readonly Decision[] = ["allow-once", "allow-always", "deny"];
const quoted = (text: string): string => JSON.stringify(text);

function linesOf({ id, account, request, expiresAtMs, alwaysOffered }: Approval): string[] {
  const until = new Date(expiresAtMs).toISOString().replace("T", " ").slice(0, 19);
  const exact = request.commandArgv === undefined ? request.command : request.commandArgv.map(quoted).join(" ");
  return [
    `${id}  for ${account}${request.agentId ? `, agent ${request.agentId}` : ""}, until ${until} UTC`,
    // Quoted, so that nothing that was put into a command reads like a line of ours.
    `    runs   ${request.commandArgv === undefined ? quoted(exact) : exact}`,
    ...(request.resolvedPath ? [`    which  ${quoted(request.resolvedPath)}`] : []),
    ...(request.cwd ? [`    in     ${quoted(request.cwd)}`] : []),
    ...(alwaysOffered ? [] : ["    once only: it runs whatever it is given"]),
  ];
}
