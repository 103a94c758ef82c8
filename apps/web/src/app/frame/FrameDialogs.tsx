import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import { useSignal } from "../../shared/use-signal.ts";
import { inviteDialog } from "../invite-dialog.ts";
import { useFrameShortcuts } from "./use-frame-shortcuts.ts";

const InviteDialog = lazy(() => import("../../features/invites/index.ts").then((m) => ({ default: m.InviteDialog })));
const ShortcutsDialog = lazy(() => import("./ShortcutsDialog.tsx").then((m) => ({ default: m.ShortcutsDialog })));

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

/** The dialogs that belong to no place, and the keys that hold everywhere. */
export function FrameDialogs() {
  const [shortcutsOpen, setShortcutsOpen] = useState(false);
  useFrameShortcuts(useCallback(() => setShortcutsOpen(true), []));
  const inviteTo = useSignal(inviteDialog);
  const closeInvite = () => {
    inviteDialog.value = null;
  };
  useEffect(
    () => () => {
      inviteDialog.value = null;
    },
    [],
  );
  return (
    <Suspense fallback={null}>
      {shortcutsOpen && <ShortcutsDialog onClose={() => setShortcutsOpen(false)} isMac={isMac} />}
      {inviteTo !== null && <InviteDialog space={inviteTo} onClose={closeInvite} />}
    </Suspense>
  );
}
