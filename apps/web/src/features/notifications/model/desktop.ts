import { signal } from "@parley/kernel";
import type { Card } from "./raiser.ts";

/** `unsupported`: this browser has none, or only for pages that are installed. */
export type DesktopPermission = "granted" | "denied" | "default" | "unsupported";

const icon = "/favicon.svg";

function read(): DesktopPermission {
  return typeof Notification === "undefined" ? "unsupported" : Notification.permission;
}

/** What the browser allows, as of the last look. */
export const desktopPermission = signal<DesktopPermission>(read());

/** Looks again: people change it in the browser's own settings. */
export function lookAtPermission(): void {
  desktopPermission.value = read();
}

/** Asks; browsers only do so in answer to a person's click. */
export async function askPermission(): Promise<DesktopPermission> {
  if (typeof Notification !== "undefined") await Notification.requestPermission();
  lookAtPermission();
  return desktopPermission.value;
}

/** Shows a card; null where it may not. Ours makes the sound, so the system's is off. */
export function showCard({ title, body, tag, onClick }: Card): (() => void) | null {
  lookAtPermission();
  if (desktopPermission.value !== "granted") return null;
  try {
    const shown = new Notification(title, { body, tag, icon, badge: icon, silent: true });
    shown.onclick = () => {
      shown.close();
      window.focus();
      onClick();
    };
    return () => shown.close();
  } catch {
    // Phones show them from a service worker alone.
    return showByWorker({ title, body, tag });
  }
}

/** A card of the service worker: a tap on it brings the app to the front, where the unread is in sight. */
function showByWorker({ title, body, tag }: Omit<Card, "onClick">): (() => void) | null {
  if (navigator.serviceWorker?.controller == null) return null;
  const ready = navigator.serviceWorker.ready;
  void ready
    .then((worker) => worker.showNotification(title, { body, tag, icon, badge: icon, silent: true }))
    .catch(() => {});
  return () => {
    void ready
      .then((worker) => worker.getNotifications({ tag }))
      .then((cards) => {
        for (const card of cards) card.close();
      })
      .catch(() => {});
  };
}
