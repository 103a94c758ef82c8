import { Check, Copy } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { useCopy } from "../../../shared/clipboard.ts";
import { useParley } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { Checkbox } from "../../../ui/Checkbox.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { RadioGroup } from "../../../ui/RadioGroup.tsx";
import { TextField } from "../../../ui/TextField.tsx";
import { strings } from "../strings/index.ts";
import { allRights, holds, type Right, rightIn } from "./rights.ts";

type Lifetime = "month" | "quarter" | "year" | "never";

const day = 24 * 60 * 60_000;
const lifetimes: Readonly<Record<Lifetime, number | null>> = {
  month: 30 * day,
  quarter: 90 * day,
  year: 365 * day,
  never: null,
};

/** Makes an access token, and shows it once. */
export function TokenDialog({
  held,
  onClose,
  onMade,
}: {
  readonly held: readonly string[];
  readonly onClose: () => void;
  readonly onMade: () => Promise<void>;
}) {
  const t = useStrings(strings);
  const parley = useParley();
  const form = useId();
  const [name, setName] = useState("");
  const [rights, setRights] = useState<ReadonlySet<Right>>(new Set(["operator.read", "operator.write"]));
  // Short unless somebody means otherwise: a token that was forgotten somewhere is then over by itself.
  const [lifetime, setLifetime] = useState<Lifetime>("month");
  const [tried, setTried] = useState(false);
  const [token, setToken] = useState<string | null>(null);
  const make = useTask(async () => {
    const scopes = allRights.filter((right) => rights.has(right));
    const made = await parley.call("tokens.create", { name: name.trim(), scopes, expiresInMs: lifetimes[lifetime] });
    setToken(made.token);
    await onMade();
  });
  if (token !== null) return <MadeDialog token={token} onClose={onClose} />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() !== "" && rights.size > 0) void make.run();
  };
  const turn = (right: Right, on: boolean) => {
    const next = new Set(rights);
    if (on) next.add(right);
    else next.delete(right);
    setRights(next);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("createTitle")}
      actions={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="submit" form={form} look="primary" busy={make.running && t("creating")}>
            {t("create")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="grid gap-4">
        <TextField
          label={t("name")}
          hint={t("nameHint")}
          maxLength={64}
          autoComplete="off"
          value={name}
          onChange={setName}
          error={tried && name.trim() === "" ? t("nameMissing") : undefined}
        />
        <fieldset className="grid gap-3">
          <legend className="mb-2 font-medium text-13 text-ink">{t("rights")}</legend>
          {allRights
            .filter((right) => holds(held, right))
            .map((right) => (
              <Checkbox
                key={right}
                checked={rights.has(right)}
                onChange={(on) => turn(right, on)}
                label={rightIn(right, t)}
                hint={<span className="font-mono">{right}</span>}
              />
            ))}
          {tried && rights.size === 0 && (
            <p role="alert" className="text-13 text-danger">
              {t("rightsMissing")}
            </p>
          )}
        </fieldset>
        <RadioGroup<Lifetime>
          shape="segments"
          label={t("expires")}
          value={lifetime}
          onChange={setLifetime}
          options={[
            { value: "month", label: t("month") },
            { value: "quarter", label: t("quarter") },
            { value: "year", label: t("year") },
            { value: "never", label: t("never") },
          ]}
        />
        {make.error !== null && <ErrorNote error={make.error} />}
      </form>
    </Dialog>
  );
}

function MadeDialog({ token, onClose }: { readonly token: string; readonly onClose: () => void }) {
  const t = useStrings(strings);
  const { copy, copied } = useCopy();
  const [refused, setRefused] = useState(false);
  const Sign = copied ? Check : Copy;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("madeTitle")}
      description={t("made")}
      actions={
        <>
          <Button onClick={onClose}>{t("close")}</Button>
          <Button
            look="primary"
            icon={<Sign aria-hidden="true" className="size-4" strokeWidth={1.75} />}
            onClick={async () => setRefused(!(await copy(token)))}
          >
            {copied ? t("copied") : t("copy")}
          </Button>
        </>
      }
    >
      <TextField
        label={t("token")}
        mono
        readOnly
        value={token}
        onChange={() => {}}
        onFocus={(event) => event.currentTarget.select()}
        error={refused ? t("copyRefused") : undefined}
      />
    </Dialog>
  );
}
