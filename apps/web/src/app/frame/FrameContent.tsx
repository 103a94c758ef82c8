import { lazy, Suspense } from "react";
import { HomeEmpty } from "../../features/chat/index.ts";
import { ActivityPage } from "../../features/notifications/index.ts";
import { DiscoverPage, JoinPage, ManagePage } from "../../features/rooms/index.ts";
import { useLivesHere, useSession } from "../../shared/contexts.ts";
import type { Place } from "../../shared/navigation.ts";
import { useStrings } from "../../shared/use-strings.ts";
import { AgentsPage, TalkPage } from "../agents.ts";
import { strings } from "../strings/index.ts";
import { SlowWords } from "./Part.tsx";
import { Rooms } from "./Rooms.tsx";

const SettingsPage = lazy(() => import("./Settings.tsx").then((m) => ({ default: m.FrameSettings })));
const ApprovalCards = lazy(() =>
  import("../../features/approvals/index.ts").then((m) => ({ default: m.ApprovalCards })),
);
const InvitesSettings = lazy(() =>
  import("../../features/invites/index.ts").then((m) => ({ default: m.InvitesSettings })),
);
const StatusPage = lazy(() => import("../../features/status/index.ts").then((m) => ({ default: m.StatusPage })));

/** The room that a place names, if any. */
export const roomOf = (place: Place) => (place.at === "home" || place.at === "space" ? place.roomId : undefined);

/** What stands in the content for a place. */
export function FrameContent({
  place,
  live,
  onBack,
}: {
  readonly place: Place;
  readonly live: boolean;
  readonly onBack: (() => void) | undefined;
}) {
  const t = useStrings(strings);
  const session = useSession();
  const livesHere = useLivesHere();
  if (place.at === "settings") return <SettingsPage page={place.page} onBack={onBack} />;
  if (place.at === "agents") {
    const { agentId, conversation = "main", runId } = place;
    if (agentId === undefined) return <AgentsPage onBack={onBack} />;
    return <TalkPage agentId={agentId} name={conversation} runId={runId} onBack={onBack} />;
  }
  if (place.at === "activity") {
    return (
      <ActivityPage
        above={
          <Suspense>
            <ApprovalCards />
          </Suspense>
        }
      />
    );
  }
  if (place.at === "manage") {
    const invitations = livesHere ? InvitesSettings : null;
    return (
      <ManagePage
        key={place.roomId}
        roomId={place.roomId}
        page={place.page}
        onBack={onBack}
        invitations={invitations}
      />
    );
  }
  if (place.at === "discover") return <DiscoverPage onBack={onBack} />;
  if (place.at === "join") return <JoinPage target={place.target} via={place.via ?? []} onBack={onBack} />;
  if (place.at === "status") {
    // Of a homeserver that is not ours there is nothing to tell: its page says so, as for every address without one.
    return livesHere ? <StatusPage onBack={onBack} /> : <SettingsPage page="status" onBack={onBack} />;
  }
  const roomId = roomOf(place);
  if (roomId === undefined) return <HomeEmpty place={place} />;
  // Before the SDK runs there are no timelines: an empty surface, then words.
  if (!live) return <SlowWords>{t("starting")}</SlowWords>;
  return (
    <Rooms
      key={session.account.userId}
      roomId={roomId}
      spaceId={place.at === "space" ? place.spaceId : null}
      {...("eventId" in place && place.eventId !== undefined ? { eventId: place.eventId } : {})}
      {...(onBack === undefined ? {} : { onBack })}
    />
  );
}
