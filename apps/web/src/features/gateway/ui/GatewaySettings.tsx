import { useState } from "react";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useStrings } from "../../../shared/use-strings.ts";
import { Banner } from "../../../ui/Banner.tsx";
import { RadioGroup } from "../../../ui/RadioGroup.tsx";
import { Skeleton, Waiting } from "../../../ui/Skeleton.tsx";
import { useToast } from "../../../ui/Toast.tsx";
import { faultsOf } from "../model/faults.ts";
import { strings } from "../strings/index.ts";
import { Faults } from "./Faults.tsx";
import { GatewayForm } from "./GatewayForm.tsx";
import { GatewayText } from "./GatewayText.tsx";
import { wordsOfSetting } from "./setting-words.ts";
import { type ConfigRead, type Saved, useConfig } from "./use-config.ts";

/** The server's own file of settings, field by field or as it is written; for admins. */
export function GatewaySettings() {
  const t = useStrings(strings);
  const { read, error, load } = useConfig();
  return (
    <>
      <p className="mb-4 text-14 text-ink-2">{t("about")}</p>
      {error !== null &&
        (read === null ? (
          <ErrorNote error={error} onRetry={() => void load()} />
        ) : (
          <Banner shape="card">{t("offline")}</Banner>
        ))}
      <Waiting waiting={read === null && error === null} shape={<Shape />}>
        {read !== null && <File read={read} load={load} />}
      </Waiting>
    </>
  );
}

function File({ read, load }: { readonly read: ConfigRead; readonly load: () => Promise<void> }) {
  const t = useStrings(strings);
  const toast = useToast();
  const [view, setView] = useState<"form" | "text">("form");
  const [waiting, setWaiting] = useState<readonly string[]>([]);
  const { config } = read;
  const saved = async ({ restart }: Saved) => {
    setWaiting(restart.settings);
    toast({ title: t(restart.needed ? "savedLater" : "saved") });
    await load();
  };
  const named = (name: string) => {
    const words = wordsOfSetting(name);
    return words === null ? name : t(words.label);
  };
  const inView = { read, onSaved: saved, onStale: load };
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-3">
        <RadioGroup
          label={t("view")}
          hideLabel
          shape="segments"
          value={view}
          options={[
            { value: "form", label: t("form") },
            { value: "text", label: t("text") },
          ]}
          onChange={setView}
        />
        <p className="wrap-anywhere min-w-0 text-13 text-ink-2">
          {config.exists ? <code className="font-mono">{config.path}</code> : t("noFile", { path: config.path })}
        </p>
      </div>
      {waiting.length > 0 && (
        <div className="mb-4">
          <Banner shape="card" tone="info">
            {t("afterStart", { settings: waiting.map(named).join(", ") })}
          </Banner>
        </div>
      )}
      {!config.valid && (
        <div className="mb-4">
          <Faults faults={faultsOf(config.issues, config.path)} title={t("invalid")} />
        </div>
      )}
      {view === "form" ? <GatewayForm {...inView} onText={() => setView("text")} /> : <GatewayText {...inView} />}
    </>
  );
}

function Shape() {
  return (
    <div className="grid gap-4">
      {["one", "two", "three", "four"].map((line) => (
        <Skeleton key={line} className="h-16 w-full" />
      ))}
    </div>
  );
}
