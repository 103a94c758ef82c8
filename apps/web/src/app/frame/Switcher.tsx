import { useMemo } from "react";
import { type SettingsEntry, useSettingsIndex } from "../../features/settings/index.ts";
import { QuickSwitcher } from "../../features/switcher/index.ts";
import type { RecentRooms } from "../../shared/recent-rooms.ts";

/** The quick switcher over everything that the app joins. */
export function Switcher({
  onClose,
  recent,
  currentRoomId,
  more,
}: {
  readonly onClose: () => void;
  readonly recent: RecentRooms;
  readonly currentRoomId: string | null;
  readonly more: readonly SettingsEntry[];
}) {
  const visited = useMemo(() => recent.all(), [recent]);
  const pages = useSettingsIndex(more);
  return <QuickSwitcher onClose={onClose} recent={visited} currentRoomId={currentRoomId} pages={pages} />;
}
