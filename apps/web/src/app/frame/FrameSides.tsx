import { lazy } from "react";
import { ChatList, ChatRail } from "../../features/chat/index.ts";
import type { SettingsEntry } from "../../features/settings/index.ts";
import type { Place } from "../../shared/navigation.ts";
import { AgentSide, RunPanel } from "../agents.ts";
import { ActivityTile } from "./ActivityTile.tsx";
import { Part } from "./Part.tsx";

const SettingsNav = lazy(() => import("../../features/settings/index.ts").then((m) => ({ default: m.SettingsNav })));

/** The rail: which part of the product one is in. */
export function FrameRail({ place }: { readonly place: Place }) {
  return (
    <Part name="rail">
      <ChatRail activity={<ActivityTile current={place.at === "activity"} />} />
    </Part>
  );
}

/** The list of what was chosen in the rail. */
export function FrameList({ place, more }: { readonly place: Place; readonly more: readonly SettingsEntry[] }) {
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
        <SettingsNav place={place} more={more} />
      ) : (
        <ChatList place={place.at === "activity" || place.at === "agents" ? { at: "home" } : place} />
      )}
    </Part>
  );
}

/** The steps of a run, beside the conversation. */
export function FrameRun({ runId, onClose }: { readonly runId: string; readonly onClose: () => void }) {
  return (
    <Part name={`run ${runId}`}>
      <RunPanel key={runId} runId={runId} onClose={onClose} />
    </Part>
  );
}
