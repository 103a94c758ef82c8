import type { RoomSummary } from "@parley/matrix";
import { Hash, type LucideIcon, Volume2 } from "lucide-react";

/** What stands before a channel's name. */
export const channelIcon = ({ voice }: { readonly voice: boolean }): LucideIcon => (voice ? Volume2 : Hash);

/** A room's name where no sign stands before it: those of text channels begin with a hash. */
export const nameWithHash = ({ kind, voice, name }: Pick<RoomSummary, "kind" | "voice" | "name">): string =>
  kind === "channel" && !voice ? `#${name}` : name;
