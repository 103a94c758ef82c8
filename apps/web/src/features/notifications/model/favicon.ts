import type { Attention } from "./counts.ts";

/** The icon of the tab: plain, with a dot for what is unread, with a red one for what is meant for me. */
export function iconOf({ count, unread }: Attention): string {
  return count > 0 ? "/favicon-mention.svg" : unread ? "/favicon-unread.svg" : "/favicon.svg";
}

/** Puts the icon into the page. */
export function setIcon(page: Document, href: string): void {
  const link = page.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (link !== null && link.getAttribute("href") !== href) link.setAttribute("href", href);
}
