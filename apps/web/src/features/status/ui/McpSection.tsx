import type { ResultOf } from "@parley/protocol";
import { listTime, useNow } from "../../../shared/time.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { Row, Section } from "../../../ui/Row.tsx";
import { strings } from "../strings/index.ts";

type Server = ResultOf<"stack.status">["mcpServers"][number];

/** Servers of tools for agents, where the file of settings names some: how each is, what it offers, and who may use it. */
export function McpSection({ servers }: { readonly servers: readonly Server[] }) {
  const t = useStrings(strings);
  const now = useNow();
  if (servers.length === 0) return null;
  const factsOf = ({ since, version, tools, leftOut, restarts, agents }: Server) =>
    [
      t("since", { time: listTime(since, now, t.language) }),
      version === null ? null : t("version", { version }),
      t("mcpTools", { n: tools }),
      leftOut > 0 ? t("mcpLeftOut", { n: leftOut }) : null,
      restarts > 0 ? t("restarts", { n: restarts }) : null,
      agents.length === 0
        ? t("mcpNobody")
        : t("mcpFor", { agents: agents.includes("*") ? t("mcpAll") : agents.join(", ") }),
    ].filter((fact) => fact !== null);
  return (
    <Section title={t("mcpTitle")} hint={t("mcpHint")}>
      {servers.map((server) => (
        <Row
          key={server.name}
          title={server.name}
          hint={
            <>
              <span className="block tabular-nums first-letter:uppercase">{factsOf(server).join(" · ")}</span>
              {server.lastError !== null && server.state !== "ready" && (
                <span className="wrap-anywhere mt-1 block text-ink">{server.lastError}</span>
              )}
            </>
          }
        >
          <span role="status" className="font-medium text-13 text-ink">
            {t(server.state)}
          </span>
        </Row>
      ))}
    </Section>
  );
}
