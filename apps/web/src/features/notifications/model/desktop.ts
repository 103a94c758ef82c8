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

/** What a card is given to the browser with. Ours makes the sound, so the system's is off. */
const optionsOf = ({ body, tag, anew }: Card): NotificationOptions & { readonly renotify: boolean } => ({
  body,
  tag,
  icon,
  badge: icon,
  silent: true,
  renotify: anew,
});

/** Shows a card; null where it may not. */
export function showCard(card: Card): (() => void) | null {
  lookAtPermission();
  if (desktopPermission.value !== "granted") return null;
  try {
    const shown = new Notification(card.title, optionsOf(card));
    shown.onclick = () => {
      shown.close();
      window.focus();
      card.onClick();
    };
    return () => shown.close();
  } catch {
    // Phones show them from a service worker alone.
    return showByWorker(card);
  }
}

/** What a tap on a card of the service worker does, by its tag. */
const taps = new Map<string, () => void>();

/** Called for each message of the service worker. Of several tabs the one that gave the card answers: it is shown. */
export function hearTap({ data, ports }: Pick<MessageEvent, "data" | "ports">): void {
  if (typeof data !== "object" || data === null || !("type" in data) || data.type !== "card-tapped") return;
  const tapped = "tag" in data && typeof data.tag === "string" ? taps.get(data.tag) : undefined;
  if (tapped === undefined) return;
  ports[0]?.postMessage(true);
  tapped();
}

function showByWorker(card: Card): (() => void) | null {
  const { tag, onClick } = card;
  if (navigator.serviceWorker?.controller == null) return null;
  const { ready } = navigator.serviceWorker;
  taps.set(tag, onClick);
  // No card is no reason to stop anything: what is new is counted all the same.
  ready.then((worker) => worker.showNotification(card.title, optionsOf(card))).catch(() => {});
  return () => {
    if (taps.get(tag) === onClick) taps.delete(tag);
    takeAway(tag);
  };
}

function takeAway(tag: string): void {
  navigator.serviceWorker.ready
    .then((worker) => worker.getNotifications({ tag }))
    .then((shown) => {
      for (const card of shown) card.close();
    })
    .catch(() => {});
}

/** Cards of the service worker that stand: they outlive the page that gave them. */
export async function standingCards(): Promise<readonly { readonly tag: string; readonly close: () => void }[]> {
  const workers = typeof navigator === "undefined" ? undefined : navigator.serviceWorker;
  if (workers?.controller == null) return [];
  try {
    const shown = await (await workers.ready).getNotifications();
    return shown.map(({ tag }) => ({ tag, close: () => takeAway(tag) }));
  } catch {
    return [];
  }
}
