import { createHash } from "node:crypto";
import type { Tool } from "@parley/agents";
import type { Clock } from "@parley/kernel";
import type { Approval, ExecRequest } from "@parley/protocol";
import { toolPath } from "./always.ts";
import { hashOf } from "./command.ts";
import type { ApprovalService } from "./service.ts";
import type { ApprovalRow, ApprovalStore } from "./store.ts";

/** People sleep: a run that waits costs nothing. */
const waitMs = 24 * 60 * 60_000;

/** The step of a run that waits. */
interface Step {
  readonly account: string;
  readonly run: string;
  readonly callId: string;
}

/** What a run asks. `exec` where a program is to run. */
interface RunQuestion extends Step {
  readonly agent: string;
  readonly sessionKey: string;
  readonly tool: NonNullable<Approval["tool"]>;
  readonly exec: ExecRequest | null;
}

/** Questions of runs: the same asked again, after a restart as well, is one question. */
export function createQuestions({
  rows,
  service,
  clock,
}: {
  rows: ApprovalStore;
  service: ApprovalService;
  clock: Clock;
}) {
  return {
    /** Asks. True: an earlier *always* allows it. Throws CONFLICT when too many questions are open. */
    async ask({ account, run, callId, agent, sessionKey, tool, exec }: RunQuestion): Promise<boolean> {
      const words = `${tool.name} ${JSON.stringify(tool.input)}`.slice(0, 4000).toWellFormed();
      const request: ExecRequest = exec ?? { command: words, agentId: agent, sessionKey };
      const row = await service.keep(
        {
          id: idOf({ account, run, callId }),
          account,
          asked_by: run,
          asked_via: "run",
          kind: exec === null ? "tool" : "exec",
          run,
          call: callId,
          conversation_key: sessionKey,
          tool: JSON.stringify(tool),
        },
        { request, timeoutMs: waitMs, once: true },
      );
      return row.resolved_by === "grant";
    },
    /** What came of a run's questions, by the call; `late`: nobody answered in time. Open ones are left out. */
    async answers(account: string, run: string): Promise<Readonly<Record<string, boolean | "late">>> {
      const now = clock.now();
      const found: Record<string, boolean | "late"> = {};
      for (const { call, decision, expires_at } of await rows.ofRun(account, run)) {
        if (call === null) continue;
        if (decision !== null) found[call] = decision !== "deny";
        else if (expires_at <= now) found[call] = "late";
      }
      return found;
    },
    /** Whether exactly this was allowed: another file, folder or word is another command. */
    async allowed(step: Step, exec: ExecRequest): Promise<boolean> {
      const row: ApprovalRow | undefined = await rows.find(idOf(step));
      const yes = row?.decision === "allow-once" || row?.decision === "allow-always";
      return yes && row.account === step.account && row.kind === "exec" && row.hash === hashOf(exec);
    },
    /** Tools as they are for runs of an account: those that it allowed for always, as they were then, ask no more. */
    async allowedAlways(account: string, agent: string, tools: readonly Tool[]): Promise<readonly Tool[]> {
      if (tools.length === 0) return tools;
      const granted = (await rows.grants(account)).filter((row) => row.agent === agent);
      return tools.map((tool) => {
        const grant = granted.find(({ path }) => path === toolPath(tool.name));
        if (grant === undefined || tool.definition === undefined || grant.file_sha256 !== tool.definition) return tool;
        // Whoever allowed it has read how it describes itself.
        const { describedBy: _read, ...rest } = tool;
        return { ...rest, effects: { ...tool.effects, asks: false } };
      });
    },
    /** Ends what a run still asks. */
    withdraw: service.withdraw,
  };
}

function idOf({ account, run, callId }: Step): string {
  const name = createHash("sha256")
    .update(JSON.stringify([account, run, callId]))
    .digest("base64url");
  return `apr_${name.slice(0, 22)}`;
}
