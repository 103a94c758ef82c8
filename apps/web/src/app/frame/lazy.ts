import { lazy } from "react";
import { loadLayers } from "../../ui/layers.ts";

// Fetched when first opened, or a while after the first paint.

const loadSwitcher = () => import("./Switcher.tsx");
export const InviteTo = lazy(() => import("./InviteTo.tsx").then((m) => ({ default: m.InviteTo })));
export const ShortcutsDialog = lazy(() =>
  import("./ShortcutsDialog.tsx").then((m) => ({ default: m.ShortcutsDialog })),
);
export const Queue = lazy(() => import("./Queue.tsx").then((m) => ({ default: m.Queue })));
export const SignOutDialog = lazy(() =>
  import("../../features/settings/index.ts").then((m) => ({ default: m.SignOutDialog })),
);
export const LeaveOpenRoom = lazy(() => import("./LeaveOpenRoom.tsx").then((m) => ({ default: m.LeaveOpenRoom })));
export const Switcher = lazy(() => loadSwitcher().then((m) => ({ default: m.Switcher })));

/** The first key after a shortcut or in a menu must not be lost to a file that is still under way. */
const prefetchMs = 4000;

/** Fetches by and by what one will most likely press for. Answers how to call it off. */
export function fetchSoon(): () => void {
  const timer = setTimeout(() => {
    for (const load of [loadSwitcher, loadLayers]) void load().catch(() => {});
  }, prefetchMs);
  return () => clearTimeout(timer);
}
