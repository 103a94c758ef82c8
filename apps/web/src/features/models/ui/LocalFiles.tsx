import type { ResultOf } from "@parley/protocol";
import { useEffect, useState } from "react";
import { useParley } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { Checkbox } from "../../../ui/Checkbox.tsx";
import { Disclosure } from "../../../ui/Disclosure.tsx";
import { TextField } from "../../../ui/TextField.tsx";
import { emptyModel, type Faults, type ModelDraft } from "../model/provider-draft.ts";
import { strings } from "../strings/index.ts";

type Listed = ResultOf<"localModels.list">;
type Download = Listed["downloads"][number];

/** While something is on its way. */
const lookMs = 1_500;

/** Models in files on the server: which of them are used, and bringing another one there. */
export function LocalFiles({
  models,
  faults,
  onChange,
}: {
  readonly models: readonly ModelDraft[];
  readonly faults: Faults;
  readonly onChange: (models: readonly ModelDraft[]) => void;
}) {
  const t = useStrings(strings);
  const parley = useParley();
  const [listed, setListed] = useState<Listed | null>(null);
  const load = useTask(async () => setListed(await parley.call("localModels.list", {})));
  const moving = listed?.downloads.some(isMoving) ?? false;
  useEffect(() => {
    void load.run();
    if (!moving) return;
    const timer = setInterval(() => void load.run(), lookMs);
    return () => clearInterval(timer);
  }, [load.run, moving]);
  const chosen = models.map(({ id }) => id).filter((id) => id !== "");
  const toggle = (id: string, on: boolean) => {
    const rest = models.filter((model) => model.id !== "" && model.id !== id);
    const line = 1 + Math.max(-1, ...models.map((model) => model.line));
    const next = on ? [...rest, { ...emptyModel(line), id }] : rest;
    onChange(next.length === 0 ? [emptyModel(line)] : next);
  };
  const gone = listed === null ? [] : chosen.filter((id) => listed.files.every(({ name }) => name !== id));
  const fault = Object.values(faults).find((word) => word === "modelMissing");
  return (
    <>
      <fieldset className="grid min-w-0 gap-3">
        <legend className="mb-1.5 font-medium text-13 text-ink">{t("files")}</legend>
        {load.error !== null && listed === null && <ErrorNote error={load.error} onRetry={() => void load.run()} />}
        {listed !== null && (
          <p className="wrap-anywhere -mt-1.5 text-12 text-ink-2">
            {t(listed.files.length === 0 ? "filesNone" : "filesHint", { folder: listed.folder })}
          </p>
        )}
        {listed?.files.map(({ name, bytes }) => (
          <Checkbox
            key={name}
            label={<span className="wrap-anywhere font-mono text-13">{name}</span>}
            hint={t("fileSize", { size: sizeOf(bytes, t.language) })}
            checked={chosen.includes(name)}
            onChange={(on) => toggle(name, on)}
          />
        ))}
        {gone.map((name) => (
          <Checkbox
            key={name}
            label={<span className="wrap-anywhere font-mono text-13">{name}</span>}
            hint={t("fileGone")}
            checked
            onChange={() => toggle(name, false)}
          />
        ))}
        {fault !== undefined && listed !== null && (
          <p role="alert" className="text-12 text-danger">
            {t("fileMissing")}
          </p>
        )}
      </fieldset>
      {listed !== null && <Downloads downloads={listed.downloads} onChange={() => void load.run()} />}
    </>
  );
}

const isMoving = ({ state }: Download): boolean => state === "going" || state === "checking";

function sizeOf(bytes: number, language: string): string {
  const [value, unit] = bytes >= 1e9 ? [bytes / 1e9, "gigabyte"] : [bytes / 1e6, "megabyte"];
  return new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: 1 }).format(value);
}

function Downloads({
  downloads,
  onChange,
}: {
  readonly downloads: readonly Download[];
  readonly onChange: () => void;
}) {
  const t = useStrings(strings);
  const parley = useParley();
  const [draft, setDraft] = useState({ url: "", sha256: "" });
  const [tried, setTried] = useState(false);
  const begin = useTask(async () => {
    await parley.call("localModels.download", { url: draft.url.trim(), sha256: draft.sha256.trim().toLowerCase() });
    setDraft({ url: "", sha256: "" });
    setTried(false);
    onChange();
  });
  const stop = useTask(async (name: string) => {
    await parley.call("localModels.stop", { name });
    onChange();
  });
  const urlWrong = !isAddress(draft.url.trim());
  const sumWrong = !/^[0-9a-f]{64}$/iu.test(draft.sha256.trim());
  return (
    <>
      {downloads.map((one) => (
        <DownloadRow key={one.name} download={one} onStop={() => void stop.run(one.name)} />
      ))}
      {stop.error !== null && <ErrorNote error={stop.error} />}
      <Disclosure title={t("download")} open={downloads.length > 0 || tried || undefined}>
        <div className="grid gap-3 pt-2">
          <TextField
            label={t("downloadUrl")}
            hint={t("downloadUrlHint")}
            mono
            type="url"
            maxLength={1024}
            autoCapitalize="off"
            autoCorrect="off"
            spellCheck={false}
            value={draft.url}
            onChange={(url) => setDraft({ ...draft, url })}
            error={tried && urlWrong && t("downloadUrlWrong")}
          />
          <TextField
            label={t("downloadSum")}
            hint={t("downloadSumHint")}
            mono
            maxLength={80}
            autoCapitalize="off"
            autoCorrect="off"
            spellCheck={false}
            value={draft.sha256}
            onChange={(sha256) => setDraft({ ...draft, sha256 })}
            error={tried && sumWrong && t("downloadSumWrong")}
          />
          {begin.error !== null && <ErrorNote error={begin.error} />}
          <div>
            <Button
              busy={begin.running && t("downloading")}
              onClick={() => {
                setTried(true);
                if (!urlWrong && !sumWrong) void begin.run();
              }}
            >
              {t("downloadBegin")}
            </Button>
          </div>
        </div>
      </Disclosure>
    </>
  );
}

function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, pathname, search, username } = new URL(text);
  return /^https?:$/u.test(protocol) && /\.gguf$/iu.test(pathname) && search === "" && username === "";
}

function DownloadRow({
  download: { name, state, received, bytes, message },
  onStop,
}: {
  readonly download: Download;
  readonly onStop: () => void;
}) {
  const t = useStrings(strings);
  const size = (value: number) => sizeOf(value, t.language);
  const come = bytes === null ? size(received) : t("downloadPart", { received: size(received), bytes: size(bytes) });
  return (
    <div className="rounded-card bg-hover px-3 py-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <div className="min-w-40 flex-1">
          <div className="wrap-anywhere font-mono text-13 text-ink">{name}</div>
          <div className="text-12 text-ink-2 tabular-nums" role="status">
            {state === "going" ? come : t(`download_${state}`)}
            {message !== null && <span className="wrap-anywhere block">{message}</span>}
          </div>
        </div>
        {state === "going" && (
          <Button look="ghost" className="phone:-ml-3" aria-label={t("downloadStopNamed", { name })} onClick={onStop}>
            {t("downloadStop")}
          </Button>
        )}
      </div>
      {state === "going" && bytes !== null && (
        <div aria-hidden="true" className="mt-1.5 h-1 overflow-hidden rounded-4 bg-line">
          <div className="h-full bg-accent-fill" style={{ width: `${Math.min(100, (100 * received) / bytes)}%` }} />
        </div>
      )}
    </div>
  );
}
