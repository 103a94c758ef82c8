import { useStrings } from "../../../shared/use-strings.ts";
import { useCalmWait } from "../../../ui/Skeleton.tsx";
import { Spinner } from "../../../ui/Spinner.tsx";
import { strings } from "../strings/index.ts";

/** In the place of the ways in while a homeserver is asked for them. */
export function AskingWays() {
  const t = useStrings(strings);
  return useCalmWait(true) ? <Spinner>{t("askingWays")}</Spinner> : null;
}
