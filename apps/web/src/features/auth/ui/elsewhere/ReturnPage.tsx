import { AppError } from "@parley/kernel";
import { useEffect, useRef, useState } from "react";
import { useAccess } from "../../../../shared/access.ts";
import { useMatrix } from "../../../../shared/contexts.ts";
import { ErrorNote } from "../../../../shared/ErrorNote.tsx";
import { useNavigation } from "../../../../shared/navigation.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useTask } from "../../../../shared/use-task.ts";
import { Button } from "../../../../ui/Button.tsx";
import { Spinner } from "../../../../ui/Spinner.tsx";
import { forgetReturn, takeReturn, takeTicket } from "../../model/ticket.ts";
import { letIn } from "../../model/ways-in.ts";
import { strings } from "../../strings/index.ts";
import { Box } from "../Box.tsx";
import { useWaysIn } from "../use-ways-in.ts";

/** Where another page sends people back to who signed in there. */
export function ReturnPage() {
  const t = useStrings(strings);
  const { elsewhere } = useMatrix();
  const access = useAccess();
  const navigation = useNavigation();
  const { ports, deviceName } = useWaysIn();
  const [address] = useState(takeReturn);
  const task = useTask(async () => {
    const taken = takeTicket();
    if (taken === null) throw new AppError("MATRIX_SIGN_IN_STALE", "this tab began no sign-in");
    const session = await elsewhere.arrive(taken.ticket, address, deviceName);
    forgetReturn();
    // Whom a link lets in, its page lets in; anyone else of our homeserver must be in already.
    if (taken.next === "chats" && session.account.elsewhere !== true) await letIn(ports, session);
    access.enter(session);
    navigation.go({ at: taken.next }, { replace: true });
  });
  // Once: the ticket is good for one try, and so is what came with the address.
  const begun = useRef(false);
  const { run } = task;
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    void run();
  }, [run]);
  if (task.error === null) {
    return (
      <main className="grid h-full place-items-center bg-list p-6">
        <Spinner>{t("signingIn")}</Spinner>
      </main>
    );
  }
  return (
    <Box title={t("signInTitle")}>
      <div className="grid gap-4">
        <ErrorNote error={task.error} />
        <Button look="primary" size="lg" wide onClick={() => navigation.go({ at: "sign-in" }, { replace: true })}>
          {t("beginAgain")}
        </Button>
      </div>
    </Box>
  );
}
