import type { UsageLimits } from "@parley/protocol";
import { useEffect, useState } from "react";
import { useParley } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { Row, Section } from "../../../ui/Row.tsx";
import { useToast } from "../../../ui/Toast.tsx";
import { strings } from "../strings/index.ts";
import { LimitsDialog } from "./LimitsDialog.tsx";
import { limitsIn } from "./words.ts";

/** Accounts that are shown at once. */
const page = 50;

/** For admins: what everybody may use up, and each one. */
export function Limits({ standard, onChanged }: { readonly standard: UsageLimits; readonly onChanged: () => void }) {
  const t = useStrings(strings);
  const parley = useParley();
  const toast = useToast();
  const [people, setPeople] = useState<readonly string[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [opened, setOpened] = useState<{ readonly userId: string | null } | null>(null);
  const load = useTask(async (after: string | null) => {
    const found = await parley.call("accounts.list", { limit: page, ...(after === null ? {} : { after }) });
    const ids = found.accounts.map(({ userId }) => userId);
    setPeople((before) => (after === null ? ids : [...new Set([...before, ...ids])]));
    setNext(found.next);
  });
  const { run } = load;
  useEffect(() => {
    void run(null);
  }, [run]);
  return (
    <Section title={t("limits")} hint={t("limitsHint")}>
      <Row title={t("everybody")} hint={t("everybodyHint", { limits: limitsIn(standard, t) })}>
        <Button aria-label={t("changeOf", { name: t("everybody") })} onClick={() => setOpened({ userId: null })}>
          {t("change")}
        </Button>
      </Row>
      {people.map((userId) => (
        <Row key={userId} title={<bdi>{userId}</bdi>}>
          <Button aria-label={t("changeOf", { name: userId })} onClick={() => setOpened({ userId })}>
            {t("change")}
          </Button>
        </Row>
      ))}
      {load.error !== null && <ErrorNote error={load.error} onRetry={() => void run(next)} />}
      {next !== null && (
        <div className="py-3">
          <Button look="ghost" className="-ml-3" busy={load.running && t("loading")} onClick={() => void run(next)}>
            {t("more")}
          </Button>
        </div>
      )}
      {opened !== null && (
        <LimitsDialog
          userId={opened.userId}
          onClose={() => setOpened(null)}
          onSaved={() => {
            setOpened(null);
            toast({ title: opened.userId === null ? t("savedAll") : t("saved", { name: opened.userId }) });
            onChanged();
          }}
        />
      )}
    </Section>
  );
}
