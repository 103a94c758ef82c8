import type { FoundHomeserver } from "@parley/matrix";
import { useEffect, useState } from "react";
import { useMatrix, useParley } from "../../../../shared/contexts.ts";
import { ErrorNote } from "../../../../shared/ErrorNote.tsx";
import { useNavigation } from "../../../../shared/navigation.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useTask } from "../../../../shared/use-task.ts";
import { Spinner } from "../../../../ui/Spinner.tsx";
import { findElsewhere } from "../../model/find-elsewhere.ts";
import { recallFound } from "../../model/found.ts";
import { strings } from "../../strings/index.ts";
import { Box, QuietButton } from "../Box.tsx";
import { faultWords } from "./fault-words.ts";
import { SignUpThere } from "./SignUpThere.tsx";
import { useEnter } from "./use-enter.ts";
import { WaysThere } from "./WaysThere.tsx";

/** The homeserver that the address names: `/sign-in/elsewhere/example.org`. */
function nameInAddress(): string {
  try {
    return decodeURIComponent(location.pathname.split("/").at(-1) ?? "");
  } catch {
    return "";
  }
}

/** Signing in to the homeserver that the address names, or making an account there. */
export function HomeserverPage() {
  const t = useStrings(strings);
  const { elsewhere } = useMatrix();
  const parley = useParley();
  const navigation = useNavigation();
  const enter = useEnter();
  const [name] = useState(nameInAddress);
  const [found, setFound] = useState<FoundHomeserver | null>(() => recallFound(name)?.found ?? null);
  const [making, setMaking] = useState(false);
  const task = useTask(async () => {
    const there = await findElsewhere({ parley, elsewhere }, name);
    if (there.own) navigation.go({ at: "sign-in" }, { replace: true });
    else setFound(there);
  });
  const { run } = task;
  const isKnown = found !== null;
  useEffect(() => {
    if (!isKnown) void run();
  }, [run, isKnown]);

  const toOthers = () => navigation.back({ at: "sign-in", elsewhere: "" });
  if (found === null) {
    return (
      <Box
        title={t("elsewhereAt", { name })}
        below={<QuietButton onClick={toOthers}>{t("anotherHomeserver")}</QuietButton>}
      >
        {task.error === null ? (
          <Spinner>{t("lookingForHomeserver")}</Spinner>
        ) : (
          <ErrorNote error={task.error} {...faultWords(task.error, t)} onRetry={() => void run()} />
        )}
      </Box>
    );
  }
  if (making) return <SignUpThere found={found} onEnter={enter} onBack={() => setMaking(false)} />;
  return (
    <WaysThere
      found={found}
      user={recallFound(name)?.user ?? ""}
      onEnter={enter}
      onSignUp={() => setMaking(true)}
      onBack={toOthers}
    />
  );
}
