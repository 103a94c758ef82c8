import { AppError } from "@parley/kernel";
import type { ResultOf, SignInFaultReason } from "@parley/protocol";
import { ExternalLink } from "lucide-react";
import { useEffect, useState } from "react";
import { useParley } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { codeOf } from "../../../shared/explain.ts";
import { type Speak, useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Spinner } from "../../../ui/Spinner.tsx";
import { hearReturned, type Returned } from "../model/signed-in.ts";
import { strings } from "../strings/index.ts";

type Server = ResultOf<"stack.status">["mcpServers"][number];

/** Signs in to a server of tools: says where that leads, opens it, and waits for what comes back. */
export function McpSignInDialog({
  server,
  onClose,
  onChanged,
}: {
  readonly server: Server;
  readonly onClose: () => void;
  readonly onChanged: (server: Server) => void;
}) {
  const t = useStrings(strings);
  const parley = useParley();
  const [begun, setBegun] = useState<ResultOf<"mcp.signIn"> | null>(null);
  const [opened, setOpened] = useState(false);
  const begin = useTask(async () => {
    setOpened(false);
    setBegun(null);
    setBegun(await parley.call("mcp.signIn", { server: server.name }));
  });
  const finish = useTask(async (returned: Returned) => {
    // What comes back is good for once, whatever comes of it.
    setBegun(null);
    const { server: now } = await parley.call("mcp.finishSignIn", { ...returned });
    onChanged(now);
    onClose();
  });
  const { run } = begin;
  const { run: take } = finish;
  useEffect(() => void run(), [run]);
  useEffect(() => {
    const state = begun === null ? null : new URL(begun.url).searchParams.get("state");
    return state === null ? undefined : hearReturned(state, (returned) => void take(returned));
  }, [begun, take]);
  const error = begin.error ?? finish.error;
  const again = () => {
    finish.clear();
    void run();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("signInTitle", { server: server.name })}
      actions={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          {error === null && (
            <Button
              look={opened ? "secondary" : "primary"}
              disabled={begun === null}
              icon={<ExternalLink aria-hidden="true" className="size-4 shrink-0" strokeWidth={1.75} />}
              onClick={() => {
                // Without a way back from there to this page.
                window.open(begun?.url, "_blank", "noopener,noreferrer");
                setOpened(true);
              }}
            >
              {t(opened ? "signInOpenAgain" : "signInOpen")}
            </Button>
          )}
        </>
      }
    >
      <div className="grid gap-4">
        {error !== null && <ErrorNote error={error} {...wordsOf(error, t)} onRetry={again} />}
        {begun !== null && (
          <p className="wrap-anywhere text-13 text-ink-2">
            {t("signInAbout", { host: begun.host, server: server.name })}
          </p>
        )}
        {begin.running && <Spinner>{t("signInFinding")}</Spinner>}
        {opened && begun !== null && <Spinner>{t("signInWaiting")}</Spinner>}
        {finish.running && <Spinner>{t("signInFinishing")}</Spinner>}
      </div>
    </Dialog>
  );
}

/** One sentence with what to do; other faults have theirs elsewhere. */
function wordsOf(error: unknown, t: Speak<typeof strings.en>): { readonly words?: string } {
  if (codeOf(error) === "CODE_REFUSED") return { words: t("faultOver") };
  if (!(error instanceof AppError) || error.code !== "SIGN_IN_FAILED") return {};
  const host = String(error.details?.host);
  const sentences: Readonly<Record<SignInFaultReason, string>> = {
    "nowhere": t("faultNowhere", { host }),
    "no-registration": t("faultNoRegistration", { host }),
    "not-let": t("faultNotLet", { host }),
    "denied": t("faultDenied", { host }),
    "refused": t("faultRefused", { host }),
    "unreachable": t("faultUnreachable", { host }),
    "garbage": t("faultGarbage", { host }),
  };
  const words = Object.entries(sentences).find(([reason]) => reason === error.details?.reason)?.[1];
  return words === undefined ? {} : { words };
}
