import { useStrings } from "../../../shared/use-strings.ts";
import { strings } from "../strings/index.ts";

/** The word that stands beside each agent's name. */
export function AgentMark() {
  const t = useStrings(strings);
  return <span className="shrink-0 rounded-4 bg-accent-soft px-1.5 font-medium text-11 text-accent">{t("agent")}</span>;
}
