import { ShieldCheck, Terminal, Wrench } from "lucide-react";
import { useCallback, useRef } from "react";
import { useParley } from "../../../../shared/contexts.ts";
import { ErrorNote } from "../../../../shared/ErrorNote.tsx";
import { fullTime, shortTime, useNow } from "../../../../shared/time.ts";
import { useAsked } from "../../../../shared/use-asked.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useTask } from "../../../../shared/use-task.ts";
import { Banner } from "../../../../ui/Banner.tsx";
import { Button } from "../../../../ui/Button.tsx";
import { EmptyState } from "../../../../ui/EmptyState.tsx";
import { Row, Section } from "../../../../ui/Row.tsx";
import { Skeleton, Waiting } from "../../../../ui/Skeleton.tsx";
import { useToast } from "../../../../ui/Toast.tsx";
import { type Allowed, allowedIn, without } from "./allowed.ts";
import { allowedStrings } from "./strings/index.ts";

interface Found {
  readonly allowed: readonly Allowed[];
  /** What agents are called, by their ids. */
  readonly names: ReadonlyMap<string, string>;
}

/** What was allowed for always, by agent, and how to take it back. */
export function AllowedSettings() {
  const t = useStrings(allowedStrings);
  const parley = useParley();
  const heading = useRef<HTMLParagraphElement>(null);
  const ask = useCallback(async (): Promise<Found> => {
    const [{ file }, names] = await Promise.all([
      parley.call("exec.approvals.get", {}),
      parley.call("agents.list", {}).then(
        ({ agents }) => new Map(agents.map(({ id, name }) => [id, name] as const)),
        // Their ids say enough.
        () => new Map<string, string>(),
      ),
    ]);
    return { allowed: allowedIn(file), names };
  }, [parley]);
  const { found, error, load } = useAsked(ask);
  const agents = [...new Set(found?.allowed.map(({ agent }) => agent))];
  return (
    <>
      <p ref={heading} tabIndex={-1} className="mb-4 text-14 text-ink-2">
        {t("about")}
      </p>
      {error !== null &&
        (found === null ? (
          <ErrorNote error={error} onRetry={() => void load()} />
        ) : (
          <Banner shape="card">{t("offline")}</Banner>
        ))}
      <Waiting waiting={found === null && error === null} shape={<Skeleton className="h-20 w-full" />}>
        {found !== null && agents.length === 0 && (
          <EmptyState icon={<ShieldCheck className="size-5" strokeWidth={1.75} />} title={t("none")}>
            {t("noneHint")}
          </EmptyState>
        )}
        {found !== null &&
          agents.map((agent) => (
            <Section key={agent} title={found.names.get(agent) ?? agent}>
              {found.allowed
                .filter((one) => one.agent === agent)
                .map((one) => (
                  <AllowedRow
                    key={one.pattern}
                    allowed={one}
                    onRemoved={async () => {
                      // The button goes with its row.
                      heading.current?.focus({ preventScroll: true });
                      await load();
                    }}
                  />
                ))}
            </Section>
          ))}
      </Waiting>
    </>
  );
}

function AllowedRow({ allowed, onRemoved }: { readonly allowed: Allowed; readonly onRemoved: () => Promise<void> }) {
  const t = useStrings(allowedStrings);
  const parley = useParley();
  const toast = useToast();
  const now = useNow();
  const { name, kind, usedAt, command } = allowed;
  const removing = useTask(async () => {
    // As it is now: what was allowed since this page was read stays.
    const { file, hash } = await parley.call("exec.approvals.get", {});
    await parley.call("exec.approvals.set", { file: without(file, allowed), baseHash: hash });
    toast({ title: t("removed", { name }) });
    await onRemoved();
  });
  const Sign = kind === "tool" ? Wrench : Terminal;
  return (
    <>
      <Row
        icon={<Sign className="size-4" strokeWidth={1.75} />}
        title={<bdi className="font-mono text-13">{name}</bdi>}
        hint={
          <>
            <span className="block">{t(kind)}</span>
            {usedAt === null ? (
              t("unused")
            ) : (
              <span title={fullTime(usedAt, t.language)}>
                {t("used", { time: shortTime(usedAt, now, t.language) })}
                {command !== null && kind === "program" && ` ${t("forCommand", { command })}`}
              </span>
            )}
          </>
        }
      >
        <Button
          look="plain-danger"
          aria-label={t("removeNamed", { name })}
          busy={removing.running && t("removing")}
          onClick={() => void removing.run()}
        >
          {t("remove")}
        </Button>
      </Row>
      {removing.error !== null && <ErrorNote error={removing.error} onRetry={() => void removing.run()} />}
    </>
  );
}
