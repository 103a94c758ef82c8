import { DoorOpen } from "lucide-react";
import { useEffect } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { entrance } from "../../../shared/entrance.ts";
import { useNavigation } from "../../../shared/navigation.ts";
import { useClock } from "../../../shared/time.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { useTitle } from "../../../shared/use-title.ts";
import { Button } from "../../../ui/Button.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { strings } from "../strings/index.ts";
import { UserId } from "./UserId.tsx";
import type { ExpectedServer } from "./use-expected.ts";

/** Before the door of a private server that one came to by a link: who opens it, and what happens then. */
export function Arriving({ server, invited }: { readonly server: ExpectedServer; readonly invited: boolean }) {
  const t = useStrings(strings);
  const session = useSession();
  const navigation = useNavigation();
  const clock = useClock();
  const { spaceId, spaceName, invitedBy } = server;
  useTitle([spaceName]);
  const enter = useTask(async () => {
    const go = navigation.fromHere();
    await session.rooms.join(spaceId);
    go(await entrance(session, spaceId, clock), { replace: true });
  });
  const { run } = enter;
  useEffect(() => {
    if (invited) void run();
  }, [invited, run]);
  return (
    <EmptyState
      page
      icon={<DoorOpen className="size-5" strokeWidth={1.75} />}
      title={t(invited ? "arrivingNow" : "arriving", { space: spaceName })}
      action={<Button onClick={() => navigation.go({ at: "chats" })}>{t("toChats")}</Button>}
    >
      <div role="status" className="grid gap-3">
        {!invited && (
          <>
            <p>
              {t.rich("arrivingAbout", { who: <bdi className="wrap-anywhere font-mono text-13">{invitedBy}</bdi> })}
            </p>
            <p>{t("arrivingElse")}</p>
            <UserId userId={session.account.userId} />
          </>
        )}
        {enter.error !== null && <ErrorNote error={enter.error} onRetry={() => void run()} />}
      </div>
    </EmptyState>
  );
}
