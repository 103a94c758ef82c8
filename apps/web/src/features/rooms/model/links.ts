import type { Place } from "../../../shared/navigation.ts";

const longest = 255;
const isRoom = (text: string): boolean => text.length <= longest && /^(?:![^\s/]+|#[^\s:/]+:[^\s/]+)$/u.test(text);
const maxVia = 5;

function decoded(part: string | undefined): string {
  try {
    return decodeURIComponent(part ?? "");
  } catch {
    return "";
  }
}

const viaOf = (query: string | undefined): readonly string[] =>
  new URLSearchParams(query ?? "")
    .getAll("via")
    .filter((server) => /^[\w.:[\]-]{1,255}$/u.test(server))
    .slice(0, maxVia);

/** A room or space that a text names: an address, a `matrix.to` or `matrix:` link, or a link of this app. */
export function joinTarget(text: string, origin: string): Extract<Place, { at: "join" }> | null {
  const trimmed = text.trim();
  if (isRoom(trimmed)) return { at: "join", target: trimmed };
  if (!URL.canParse(trimmed)) return null;
  const url = new URL(trimmed);
  const found = (target: string, via: readonly string[]): Extract<Place, { at: "join" }> | null =>
    isRoom(target) ? { at: "join", target, ...(via.length === 0 ? {} : { via }) } : null;
  if (url.protocol === "matrix:") {
    const [kind, id] = url.pathname.split("/");
    const sigil = kind === "r" ? "#" : kind === "roomid" ? "!" : "";
    return found(sigil + decoded(id), viaOf(url.search));
  }
  if (url.host === "matrix.to") {
    const [path = "", query] = url.hash.slice(1).split("?");
    return found(decoded(path.split("/")[1]), viaOf(query));
  }
  if (url.origin !== origin) return null;
  const [first, ...rest] = url.pathname.split("/").slice(1).map(decoded);
  const named = first === "s" ? (rest[1] ?? rest[0]) : first === "home" || first === "join" ? rest[0] : "";
  return found(named ?? "", viaOf(url.search));
}
