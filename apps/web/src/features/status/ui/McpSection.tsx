import type { ResultOf } from "@parley/protocol";
import { useState } from "react";
import { listTime, useNow } from "../../../shared/time.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { Button } from "../../../ui/Button.tsx";
import { Row, Section } from "../../../ui/Row.tsx";
import { strings } from "../strings/index.ts";
import { McpSecretDialog } from "./McpSecretDialog.tsx";
import { McpSignInDialog } from "./McpSignInDialog.tsx";
import { McpSignOut } from "./McpSignOut.tsx";

type Server = ResultOf<"stack.status">["mcpServers"][number];

/** Servers of tools for agents, where the file of settings names some: how each is, what it offers, and who may use it. */
export function McpSection({
  servers,
  onChanged,
}: {
  readonly servers: readonly Server[];
  readonly onChanged: (server: Server) => void;
}) {
  const t = useStrings(strings);
  const [asked, setAsked] = useState<{ readonly server: Server; readonly secret: Server["secrets"][number] } | null>(
    null,
  );
  const [entering, setEntering] = useState<string | null>(null);
  const [unreached, setUnreached] = useState<string | null>(null);
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
  const signingIn = servers.find(({ name }) => name === entering);
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
              {server.signIn === "over" && <span className="mt-1 block text-ink">{t("signInOver")}</span>}
              {wantsSignIn(server) && unreached === server.name && (
                <span role="alert" className="mt-1 block text-ink">
                  {t("signedOutHere")}
                </span>
              )}
              {wantsSignIn(server) && (
                <span className="mt-2 block">
                  <Button
                    aria-label={t("signInNamed", { server: server.name })}
                    onClick={() => setEntering(server.name)}
                  >
                    {t("signIn")}
                  </Button>
                </span>
              )}
              {server.signIn === "in" && (
                <McpSignOut server={server} onChanged={onChanged} onUnreached={() => setUnreached(server.name)} />
              )}
              {server.secrets.map((secret) => (
                <span key={secret.name} className="-ml-3 mt-1 flex flex-wrap items-center gap-x-1">
                  <Button look="ghost" onClick={() => setAsked({ server, secret })}>
                    <span className="wrap-anywhere min-w-0">
                      {t(secret.entered ? "secretChange" : "secretEnter", { name: secret.name })}
                    </span>
                  </Button>
                </span>
              ))}
            </>
          }
        >
          <span role="status" className="font-medium text-13 text-ink">
            {t(stateOf(server))}
          </span>
        </Row>
      ))}
      {signingIn !== undefined && (
        <McpSignInDialog server={signingIn} onClose={() => setEntering(null)} onChanged={onChanged} />
      )}
      {asked !== null && <McpSecretDialog {...asked} onClose={() => setAsked(null)} onChanged={onChanged} />}
    </Section>
  );
}

const wantsSignIn = ({ signIn }: Server) => signIn === "needed" || signIn === "over";

function stateOf(server: Server) {
  if (wantsSignIn(server)) return "signInNeeded";
  return server.state === "ready" && server.signIn === "in" ? "connected" : server.state;
}
