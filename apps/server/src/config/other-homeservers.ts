/** Homeservers beside our own that the client may sign people in to. */
export type OtherHomeservers = "none" | "any" | readonly string[];

const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const name = new RegExp(`^(?:${label}\\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?(?::[0-9]{1,5})?$`);

/** Whether `entry` names one: a domain, or the origin of an address (plain HTTP on this machine alone). */
export function isOtherHomeserver(entry: string): boolean {
  return entry.length <= 255 && (name.test(entry) || originOf(entry) !== null);
}

/** What the list in the settings means. */
export function otherHomeserversOf(entries: readonly string[]): OtherHomeservers {
  if (entries.includes("any")) return "any";
  const named = entries.filter((entry) => entry !== "none");
  return named.length === 0 ? "none" : named.map((entry) => originOf(entry) ?? entry);
}

/**
 * Sources of the page's `connect-src` for them. A name covers its subdomains: where its well-known points to and where it
 * signs people in mostly lies there; what lies elsewhere is named by its address. Their people send media by transports of
 * their own, whose signalling is a WebSocket. `publicUrl` is our own origin.
 */
export function connectSourcesOf(others: OtherHomeservers, publicUrl: string): string[] {
  if (others === "none") return [];
  if (others !== "any") {
    return others.flatMap((entry) =>
      withSockets(entry.includes("://") ? [entry] : [`https://${entry}`, `https://*.${entry}`]),
    );
  }
  // A page that is itself on this machine may try homeservers on this machine; any other would be mixed content.
  const local = new URL(publicUrl).protocol === "http:" ? ["http://localhost:*", "http://127.0.0.1:*"] : [];
  return withSockets(["https:", ...local]);
}

/** A source for HTTP does not let WebSockets through. */
function withSockets(sources: readonly string[]): string[] {
  return [...sources, ...sources.map((source) => source.replace(/^http/, "ws"))];
}

/** The origin that an address names, if it names nothing more; plain HTTP on this machine alone. */
export function originOf(entry: string): string | null {
  if (!URL.canParse(entry)) return null;
  const url = new URL(entry);
  const isBare =
    (url.pathname === "/" || url.pathname === "") && url.search === "" && url.hash === "" && url.username === "";
  const isLocal = url.hostname === "localhost" || /^127\.[0-9.]+$/.test(url.hostname);
  if (!isBare || url.hostname.includes("*") || (url.protocol !== "https:" && !(url.protocol === "http:" && isLocal)))
    return null;
  return url.origin;
}
