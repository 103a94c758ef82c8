import type { ResultOf } from "@parley/protocol";
import { useEffect, useState } from "react";
import { useParley } from "../../../shared/contexts.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { strings } from "../strings/index.ts";

const lookMs = 2_000;

/** What runs of the models in files, as long as it is looked at. */
export function EngineState() {
  const t = useStrings(strings);
  const parley = useParley();
  const [engine, setEngine] = useState<ResultOf<"localModels.list">["engine"] | null>(null);
  const { run } = useTask(async () => setEngine((await parley.call("localModels.list", {})).engine));
  useEffect(() => {
    void run();
    const timer = setInterval(() => void run(), lookMs);
    return () => clearInterval(timer);
  }, [run]);
  if (engine === null) return null;
  return (
    <p role="status" className="wrap-anywhere text-13 text-ink-2">
      {engine.state === "none" ? t("engineNone") : t(`engine_${engine.state}`, { model: engine.model ?? "" })}
      {engine.message !== null && <span className="block">{t("engineSaid", { detail: engine.message })}</span>}
    </p>
  );
}
