/** What the service worker does with a request. */
export type Treatment =
  /** As if there were no service worker. */
  | "pass"
  /** A page of the app: the newest that comes in time, else the kept one. */
  | "page"
  /** A file whose name holds a hash of its content, or one of the shell: the kept one first. */
  | "file";

/** The part of a request that decides. */
export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly mode: string;
  /** It carries a token. */
  readonly authorised: boolean;
}

/** The first part of each page's address; everything else at our origin belongs to the server, the homeserver or calls. */
const pages = new Set([
  "",
  "activity",
  "agents",
  "discover",
  "home",
  "invite",
  "join",
  "manage",
  "mcp",
  "recovery",
  "s",
  "settings",
  "setup",
  "sign-in",
  "sign-up",
  "status",
]);
const assets = /^\/assets\/[^/]+$/;

/**
 * Only the shell: never a request with a token, never the homeserver, our server's methods, media or calls. `shell`
 * holds the paths that are kept beside the assets.
 */
export function treatmentOf(asked: Asked, origin: string, shell: ReadonlySet<string>): Treatment {
  if (asked.method !== "GET" || asked.authorised) return "pass";
  const url = new URL(asked.url);
  if (url.origin !== origin) return "pass";
  if (asked.mode === "navigate") return pages.has(url.pathname.split("/")[1] ?? "") ? "page" : "pass";
  return url.search === "" && (assets.test(url.pathname) || shell.has(url.pathname)) ? "file" : "pass";
}
