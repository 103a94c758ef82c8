import { useEffect } from "react";
import { useStrings } from "../../../shared/use-strings.ts";
import { strings } from "../strings/index.ts";
import { Box } from "./Box.tsx";

/** Where the link in a homeserver's e-mail leads on to: the sign-up itself goes on where it was begun. */
export function ConfirmedPage() {
  const t = useStrings(strings);
  useEffect(() => {
    // What the homeserver added to the address is nobody's business any more.
    history.replaceState(history.state, "", location.pathname);
  }, []);
  return <Box title={t("confirmedTitle")} about={t("confirmed")} />;
}
