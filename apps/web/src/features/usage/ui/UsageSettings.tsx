import type { ParleyClient } from "@parley/client";
import type { ResultOf } from "@parley/protocol";
import { ChartNoAxesColumn } from "lucide-react";
import { useEffect, useState } from "react";
import { useParley } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useNavigation } from "../../../shared/navigation.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { Banner } from "../../../ui/Banner.tsx";
import { Button } from "../../../ui/Button.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { RadioGroup } from "../../../ui/RadioGroup.tsx";
import { Section } from "../../../ui/Row.tsx";
import { Select } from "../../../ui/Select.tsx";
import { Skeleton, Waiting } from "../../../ui/Skeleton.tsx";
import { strings } from "../strings/index.ts";
import { Left } from "./Left.tsx";
import { Limits } from "./Limits.tsx";
import { Used, type UsedUp } from "./Used.tsx";

const ranges = ["7", "30", "90"] as const;
type Range = (typeof ranges)[number];

interface Kept extends UsedUp {
  readonly limits: ResultOf<"usage.limits">;
}

const nothing = { kept: null, error: null };

async function read(
  parley: ParleyClient,
  { days, everyone, signal }: { readonly days: number; readonly everyone: boolean; readonly signal: AbortSignal },
): Promise<Kept> {
  const [cost, limits, { agents }] = await Promise.all([
    parley.call("usage.cost", { days, ...(everyone ? { everyone } : {}) }, { signal }),
    parley.call("usage.limits", {}, { signal }),
    parley.call("agents.list", {}, { signal }),
  ]);
  return { cost, limits, names: new Map(agents.map(({ id, name }) => [id, name ?? id])) };
}

/** What agents used of models and cost, and what may still be used. */
export function UsageSettings() {
  const t = useStrings(strings);
  const parley = useParley();
  const navigation = useNavigation();
  const connection = useSignal(parley.connection);
  const isAdmin = useSignal(parley.account)?.scopes.includes("operator.admin") ?? false;
  const [range, setRange] = useState<Range>("30");
  const [whose, setWhose] = useState<"mine" | "everyone">("mine");
  const everyone = isAdmin && whose === "everyone";
  const [{ kept, error }, setFound] = useState<{ readonly kept: Kept | null; readonly error: unknown }>(nothing);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew when told to, and when the connection came back
  useEffect(() => {
    const stop = new AbortController();
    read(parley, { days: Number(range), everyone, signal: stop.signal }).then(
      (found) => stop.signal.aborted || setFound({ kept: found, error: null }),
      (thrown: unknown) => stop.signal.aborted || setFound((before) => ({ ...before, error: thrown })),
    );
    return () => stop.abort();
  }, [parley, range, everyone, attempt, connection === "open"]);
  const again = () => setAttempt(attempt + 1);
  const isEmpty = kept !== null && kept.cost.totals.calls === 0;
  return (
    <>
      {error !== null &&
        (kept === null ? <ErrorNote error={error} onRetry={again} /> : <Banner shape="card">{t("offline")}</Banner>)}
      <Waiting waiting={kept === null && error === null} shape={<Shape />}>
        {kept !== null && (
          <>
            <Left limits={kept.limits} />
            <Section title={t("used")} hint={t("usedHint")}>
              <div className="flex flex-wrap items-center gap-3 py-3">
                <Select
                  label={t("range")}
                  value={range}
                  options={ranges.map((value) => ({ value, label: t("days", { n: Number(value) }) }))}
                  onChange={setRange}
                />
                {isAdmin && (
                  <RadioGroup
                    label={t("whose")}
                    hideLabel
                    shape="segments"
                    value={whose}
                    options={[
                      { value: "mine", label: t("mine") },
                      { value: "everyone", label: t("everyone") },
                    ]}
                    onChange={setWhose}
                  />
                )}
              </div>
              {isEmpty ? (
                <EmptyState
                  icon={<ChartNoAxesColumn className="size-5" strokeWidth={1.75} />}
                  title={t("noneTitle")}
                  action={<Button onClick={() => navigation.go({ at: "agents" })}>{t("openAgents")}</Button>}
                >
                  {t("none")}
                </EmptyState>
              ) : (
                <Used {...kept} isAdmin={isAdmin} />
              )}
            </Section>
            {isAdmin && <Limits standard={kept.limits.standard} onChanged={again} />}
          </>
        )}
      </Waiting>
    </>
  );
}

function Shape() {
  return (
    <div className="grid gap-4">
      {["one", "two", "three"].map((line) => (
        <Skeleton key={line} className="h-20 w-full" />
      ))}
    </div>
  );
}
