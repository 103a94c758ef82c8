import type { ResultOf } from "@parley/protocol";
import { useParley } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { strings } from "../strings/index.ts";

type Server = ResultOf<"stack.status">["mcpServers"][number];

/** Signs out of a server of tools. */
export function McpSignOut({
  server,
  onChanged,
  onUnreached,
}: {
  readonly server: Server;
  readonly onChanged: (server: Server) => void;
  /** The service still takes the tokens for good. */
  readonly onUnreached: () => void;
}) {
  const t = useStrings(strings);
  const parley = useParley();
  const leave = useTask(async () => {
    const { server: now, withdrawn } = await parley.call("mcp.signOut", { server: server.name });
    if (!withdrawn) onUnreached();
    onChanged(now);
  });
  return (
    <span className="-ml-3 mt-1 block">
      <Button
        look="ghost"
        aria-label={t("signOutNamed", { server: server.name })}
        busy={leave.running && t("signingOut")}
        onClick={() => void leave.run()}
      >
        {t("signOut")}
      </Button>
      {leave.error !== null && <ErrorNote error={leave.error} />}
    </span>
  );
}
