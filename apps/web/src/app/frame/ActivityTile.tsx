import { AtSign } from "lucide-react";
import { useWaiting } from "../../features/notifications/index.ts";
import { useLink } from "../../shared/navigation.ts";
import { useStrings } from "../../shared/use-strings.ts";
import { TileButton } from "../../ui/TileButton.tsx";
import { useQuestions } from "../questions.ts";
import { strings } from "../strings/index.ts";

/** The way to what waits for me, in the rail. */
export function ActivityTile({ current }: { readonly current: boolean }) {
  const t = useStrings(strings);
  const link = useLink();
  const questions = useQuestions();
  const waiting = useWaiting() + questions;
  return (
    <TileButton
      {...link({ at: "activity" })}
      data-stop=""
      label={waiting > 0 ? `${t("activity")}, ${t("waiting", { n: waiting })}` : t("activity")}
      current={current}
      unread={waiting > 0}
      mentions={questions}
    >
      <AtSign aria-hidden="true" className="size-5" strokeWidth={1.75} />
    </TileButton>
  );
}
