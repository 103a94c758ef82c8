import type { SignInTicket } from "@parley/matrix";

const key = "parley:sign-in-ticket";

/** The page of ours that a homeserver's e-mail leads on to. */
export const confirmedPath = "/sign-up/confirmed";

/** The page of ours that other pages send people back to. */
export const returnPath = "/sign-in/return";

/** Where somebody goes on who comes back: one of our pages, never an address that was kept. */
const nextPages = ["chats", "setup", "invite"] as const;
export type NextPage = (typeof nextPages)[number];

/** Keeps what ends a sign-in on another page, in this tab alone: another tab, or another site, cannot end it. */
export function keepTicket(ticket: SignInTicket, next: NextPage): void {
  globalThis.sessionStorage.setItem(key, JSON.stringify({ ticket, next }));
}

/** The ticket, once: a second try begins anew. Null when this tab began nothing. */
export function takeTicket(): { readonly ticket: SignInTicket; readonly next: NextPage } | null {
  try {
    const kept = globalThis.sessionStorage.getItem(key);
    globalThis.sessionStorage.removeItem(key);
    const { ticket, next } = Object(kept === null ? null : JSON.parse(kept));
    if (typeof ticket !== "object" || ticket === null || Array.isArray(ticket)) return null;
    return { ticket, next: nextPages.find((page) => page === next) ?? "chats" };
  } catch {
    return null;
  }
}

let taken: string | null = null;

/**
 * The address that another page sent someone back to. What it carries leaves the address bar at once: it signs people in,
 * and must not stay in the history, in a shared screen or in a bookmark.
 */
export function takeReturn(): string {
  if (location.search !== "" || location.hash !== "") {
    taken = location.href;
    history.replaceState(history.state, "", location.pathname);
  }
  return taken ?? location.href;
}

/** What was taken has been used. */
export function forgetReturn(): void {
  taken = null;
}
