import type { RoomSummary } from "@parley/matrix";
import { createLucideIcon, Hash, type LucideIcon, Volume2 } from "lucide-react";

const lock: Parameters<typeof createLucideIcon>[1] = [
  ["rect", { x: "14", y: "16.5", width: "8", height: "5.5", rx: "1", key: "body" }],
  ["path", { d: "M16 16.5V15a2 2 0 0 1 4 0v1.5", key: "bow" }],
];
const HashLock = createLucideIcon("hash-lock", [
  ["path", { d: "M4 9h16M4 15h6.5M10 3 8 21M16 3l-.7 6.5", key: "hash" }],
  ...lock,
]);
const VolumeLock = createLucideIcon("volume-lock", [
  [
    "path",
    {
      d: "M11 4.7a.7.7 0 0 0-1.2-.5L6.4 7.6A1.4 1.4 0 0 1 5.4 8H3a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2.4a1.4 1.4 0 0 1 1 .4l3.4 3.4a.7.7 0 0 0 1.2-.5z",
      key: "speaker",
    },
  ],
  ["path", { d: "M15 8.5a5 5 0 0 1 1.6 2.5", key: "wave" }],
  ...lock,
]);

/** Whether someone chose who is in a channel. What is not known (an older snapshot) is not said to be private. */
export const isPrivate = ({ kind, access }: Pick<RoomSummary, "kind" | "access">): boolean =>
  kind === "channel" && (access === "invited" || access === "ask");

/** What stands before a channel's name. */
export function channelIcon(
  channel: { readonly voice: boolean } & Partial<Pick<RoomSummary, "kind" | "access">>,
): LucideIcon {
  const { voice, kind, access } = channel;
  if (kind !== undefined && access !== undefined && isPrivate({ kind, access })) return voice ? VolumeLock : HashLock;
  return voice ? Volume2 : Hash;
}

/** A room's name where no sign stands before it: those of text channels begin with a hash. */
export const nameWithHash = ({ kind, voice, name }: Pick<RoomSummary, "kind" | "voice" | "name">): string =>
  kind === "channel" && !voice ? `#${name}` : name;
