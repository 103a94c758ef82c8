import { signal } from "@parley/kernel";
import type { RoomList } from "@parley/matrix";
import { useEffect, useState } from "react";
import { useAccess } from "../../../shared/access.ts";
import { useParley } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { entrance } from "../../../shared/entrance.ts";
import { codeOf } from "../../../shared/explain.ts";
import { useNavigation } from "../../../shared/navigation.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { useCalmWait } from "../../../ui/Skeleton.tsx";
import { Spinner } from "../../../ui/Spinner.tsx";
import { acceptInvite } from "../model/ways-in.ts";
import { strings } from "../strings/index.ts";
import { AcceptInvite, type Look } from "./AcceptInvite.tsx";
import { Box } from "./Box.tsx";
import { Member, WrongHome } from "./InviteAnswers.tsx";
import { forgetLinkCode, useLinkCode } from "./use-link-code.ts";
import { useWaysIn } from "./use-ways-in.ts";

const noRooms = signal<RoomList>({ spaces: [], directs: [], rooms: [], invites: [] });

/** Where an invitation link leads: who invites, to what, and the way in. */
export function InvitePage() {
  const t = useStrings(strings);
  const { code } = useLinkCode();
  const parley = useParley();
  const access = useAccess();
  const navigation = useNavigation();
  const { ports } = useWaysIn();
  const [look, setLook] = useState<Look | null>(null);
  const [asked, setAsked] = useState<string | null>(null);
  const { spaces } = useSignal(access.session?.rooms.list ?? noRooms);
  const space = spaces.find(({ id, membership }) => id === look?.spaceId && membership === "join");
  const task = useTask(async () => {
    if (code === null) return;
    try {
      setLook(await parley.call("invites.look", { code }));
    } catch (error) {
      if (codeOf(error) !== "CODE_REFUSED") throw error;
      await goOn(code, error);
    }
  });
  /** A used-up link may have been used by the very account that is here, cut off by a reload while it joined. */
  const goOn = async (used: string, refused: unknown) => {
    try {
      const homeserverUrl = location.origin;
      const { session, spaceId } = await acceptInvite(
        ports,
        { code: used, homeserverUrl, credentials: null },
        () => {},
      );
      const place = spaceId === null ? ({ at: "chats" } as const) : await entrance(session, spaceId, ports.clock);
      forgetLinkCode();
      access.enter(session);
      navigation.go(place, { replace: true });
    } catch (error) {
      const nobody = codeOf(error) === "NOT_SIGNED_IN";
      if (nobody || codeOf(error) === "CODE_REFUSED") forgetLinkCode();
      throw nobody ? refused : error;
    }
  };
  const { run } = task;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another link is another look
  useEffect(() => {
    void run();
  }, [run, code]);
  const slow = useCalmWait(look === null && task.error === null);

  if (code === null || codeOf(task.error) === "BAD_PARAMS") {
    return <Box title={t("inviteMissingTitle")} about={t("inviteMissing")} />;
  }
  if (codeOf(task.error) === "CODE_REFUSED") {
    return <Box title={t("inviteRefusedTitle")} about={t("inviteRefused")} />;
  }
  if (task.error !== null) {
    return (
      <Box title={t("signInTitle")}>
        <ErrorNote error={task.error} onRetry={() => void task.run()} />
      </Box>
    );
  }
  if (look === null) {
    return (
      <main className="grid h-full place-items-center bg-list">{slow && <Spinner>{t("inviteLooking")}</Spinner>}</main>
    );
  }
  // Signed in with an account that can never come in here: joining would only fail.
  const account = access.session?.account;
  if (account?.elsewhere === true) return <WrongHome look={look} id={account.userId} />;
  // Whoever comes in by it just now goes on with its steps.
  if (space !== undefined && asked !== code && access.session !== null) {
    return <Member space={space} id={access.session.account.userId} />;
  }
  return <AcceptInvite code={code} look={look} onSend={() => setAsked(code)} />;
}
