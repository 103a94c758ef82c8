import { useLocation } from "@tanstack/react-router";
import { Bot, ChevronRight } from "lucide-react";
import type { AgentRowsProps } from "../../../shared/agent-slots.ts";
import { useParley } from "../../../shared/contexts.ts";
import { useLink } from "../../../shared/navigation.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { cx } from "../../../ui/cx.ts";
import { agentsOf } from "../model/lists.ts";
import { strings } from "../strings/index.ts";
import { AgentFace } from "./AgentFace.tsx";
import { useReader } from "./use-reader.ts";

/** So many stand at home; all are on their own page. */
const mostAtHome = 5;

/** Agents beside people. Nothing for who is no member here. */
export function AgentRows({ shape }: AgentRowsProps) {
  return useSignal(useParley().account) === null ? null : <Rows shape={shape} />;
}

function Rows({ shape }: AgentRowsProps) {
  const t = useStrings(strings);
  const link = useLink();
  const agents = useReader(agentsOf(useParley())).value;
  const { pathname } = useLocation();
  if (shape === "line") {
    return (
      <a
        {...link({ at: "agents" })}
        className="flex min-h-13 items-center gap-3 border-line border-b px-4 py-1.5 text-ink hover:bg-hover"
      >
        <span className="grid size-10 shrink-0 place-items-center rounded-agent bg-hover text-ink-2">
          <Bot aria-hidden="true" className="size-5" strokeWidth={1.75} />
        </span>
        <span className="min-w-0 flex-1">
          <span className="block font-medium text-15">{t("agents")}</span>
          {agents !== null && (
            <span className="block truncate text-13 text-ink-2">{agents.map(({ name }) => name).join(", ")}</span>
          )}
        </span>
        <ChevronRight aria-hidden="true" className="size-4 shrink-0 text-ink-2" strokeWidth={1.75} />
      </a>
    );
  }
  const current = /^\/agents\/([^/]+)/u.exec(pathname)?.[1];
  const row = "flex min-h-row items-center gap-2 rounded-control px-2 text-14 transition-colors hover:bg-hover";
  return (
    <section aria-label={t("agents")}>
      <h3 className="px-2 pt-4 pb-1 font-medium text-12 text-ink-2">{t("agents")}</h3>
      <ul className="flex flex-col gap-hair">
        {(agents ?? []).slice(0, mostAtHome).map((agent) => (
          <li key={agent.id}>
            <a
              {...link({ at: "agents", agentId: agent.id })}
              data-stop=""
              aria-current={current === agent.id ? "page" : undefined}
              className={cx(row, current === agent.id ? "bg-selected text-ink" : "text-ink-2 hover:text-ink")}
            >
              <AgentFace agent={agent} size={20} />
              <span className="truncate">
                <bdi>{agent.name}</bdi>
              </span>
            </a>
          </li>
        ))}
        <li>
          <a
            {...link({ at: "agents" })}
            data-stop=""
            aria-current={pathname === "/agents" ? "page" : undefined}
            className={cx(row, pathname === "/agents" ? "bg-selected text-ink" : "text-ink-2 hover:text-ink")}
          >
            <Bot aria-hidden="true" className="size-5 shrink-0" strokeWidth={1.75} />
            <span className="truncate">{t("allAgents")}</span>
          </a>
        </li>
      </ul>
    </section>
  );
}
