import { useMemo, useRef } from "react";
import { useSettingsIndex } from "../../features/settings/index.ts";
import { QuickSwitcher } from "../../features/switcher/index.ts";
import type { Place } from "../../shared/navigation.ts";
import type { RecentRooms } from "../../shared/recent-rooms.ts";
import { roomOf } from "./FrameContent.tsx";
import { takeHeldKeys } from "./held-keys.ts";
import { type Openers, useFrameActions } from "./use-frame-actions.ts";
import { useSettingsEntries } from "./use-settings-entries.ts";

/** The quick switcher over everything that the app joins. */
export function Switcher({
  onClose,
  recent,
  place,
  open,
}: {
  readonly onClose: () => void;
  readonly recent: RecentRooms;
  readonly place: Place;
  readonly open: Openers;
}) {
  const visited = useMemo(() => recent.all(), [recent]);
  const pages = useSettingsIndex(useSettingsEntries());
  // As it stood when it was opened: nothing moves while one chooses.
  const actions = useRef(useFrameActions(place, open));
  return (
    <QuickSwitcher
      onClose={onClose}
      recent={visited}
      typed={takeHeldKeys}
      currentRoomId={roomOf(place) ?? null}
      pages={pages}
      actions={actions.current}
    />
  );
}
