import { lazy } from "react";
import { ChatList, ChatRail } from "../../features/chat/index.ts";
import { useSession } from "../../shared/contexts.ts";
import type { Place } from "../../shared/navigation.ts";
import { useSignal } from "../../shared/use-signal.ts";
import { useStrings } from "../../shared/use-strings.ts";
import { useTitle } from "../../shared/use-title.ts";
import { AgentSide, RunPanel } from "../agents.ts";
import { strings } from "../strings/index.ts";
import { ActivityTile } from "./ActivityTile.tsx";
import { Part } from "./Part.tsx";

const SettingsNav = lazy(() => import("./Settings.tsx").then((m) => ({ default: m.FrameSettingsNav })));

/** The rail: which part of the product one is in. */
export function FrameRail({ place }: { readonly place: Place }) {
  return (
    <Part name="rail">
      <ChatRail activity={<ActivityTile current={place.at === "activity"} />} />
    </Part>
  );
}

/** The list of what was chosen in the rail. */
export function FrameList({ place }: { readonly place: Place }) {
  const settings = place.at === "settings" || place.at === "status";
  if (place.at === "agents" && place.agentId !== undefined) {
    return (
      <Part name={`agent ${place.agentId}`}>
        <AgentSide agentId={place.agentId} place={place} />
      </Part>
    );
  }
  return (
    <Part name={settings ? "settings" : "list"}>
      {settings ? (
        <SettingsNav place={place} />
      ) : (
        <ChatList place={place.at === "activity" || place.at === "agents" ? { at: "home" } : place} />
      )}
    </Part>
  );
}

/** Names the tab after a list that is all one sees, as on a phone: else the room that was left would go on doing so. */
export function ListTitle({ place }: { readonly place: Place }) {
  const t = useStrings(strings);
  const { spaces } = useSignal(useSession().rooms.list);
  const space = place.at === "space" ? spaces.find(({ id }) => id === place.spaceId) : undefined;
  const name = place.at === "agents" ? null : t(place.at === "settings" ? "settings" : "chats");
  useTitle([space?.name ?? name]);
  return null;
}

/** The steps of a run, beside the conversation. */
export function FrameRun({ runId, onClose }: { readonly runId: string; readonly onClose: () => void }) {
  return (
    <Part name={`run ${runId}`}>
      <RunPanel key={runId} runId={runId} onClose={onClose} />
    </Part>
  );
}
