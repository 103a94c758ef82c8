import type { RoomList } from "@parley/matrix";
import { hrefOf, type Place } from "../../../shared/navigation.ts";
import { readsAsAnother } from "./alike-hosts.ts";
import { spaceOf } from "./list.ts";

/** Something of Matrix that an address names. */
export type LinkTarget =
  | { readonly kind: "user"; readonly userId: string }
  /** `room` is an id or an alias. */
  | {
      readonly kind: "room";
      readonly room: string;
      readonly eventId: string | null;
      /** Servers that know it. */
      readonly via: readonly string[];
    };

/** Ids are at most 255 bytes (Matrix 1.16, appendices 4.2). */
const longest = 255;

const isUser = (id: string): boolean => id.length <= longest && /^@[^\s:/]+:[^\s/]+$/u.test(id);
const isRoom = (id: string): boolean => id.length <= longest && /^(?:![^\s/]+|#[^\s:/]+:[^\s/]+)$/u.test(id);
const isEvent = (id: string): boolean => id.length <= longest && /^\$\S+$/u.test(id);

function decoded(part: string | undefined): string {
  try {
    return decodeURIComponent(part ?? "");
  } catch {
    return "";
  }
}

const mostVia = 5;
const viaOf = (query: string): readonly string[] =>
  new URLSearchParams(query)
    .getAll("via")
    .filter((server) => /^[\w.:[\]-]{1,255}$/u.test(server))
    .slice(0, mostVia);

function targetOf(id: string, event: string, query: string): LinkTarget | null {
  if (isUser(id)) return { kind: "user", userId: id };
  if (!isRoom(id)) return null;
  return { kind: "room", room: id, eventId: isEvent(event) ? event : null, via: viaOf(query) };
}

const schemes: Readonly<Record<string, string>> = { u: "@", r: "#", roomid: "!" };

/** `matrix:u/ann:x`, `matrix:r/talk:x`, `matrix:roomid/abc:x/e/event` (Matrix 1.16, appendices 4.5.2). */
function fromUri(path: string, query: string): LinkTarget | null {
  const [kind = "", id, mark, event] = path.split("/");
  const sigil = Object.hasOwn(schemes, kind) ? schemes[kind] : undefined;
  if (sigil === undefined || !id) return null;
  return targetOf(sigil + decoded(id), mark === "e" ? `$${decoded(event)}` : "", query);
}

/** Our own addresses: `/home/ROOM/EVENT`, `/s/SPACE/ROOM/EVENT`, the event without its `$`, or as others write it with. */
function fromPath(pathname: string): LinkTarget | null {
  const parts = pathname.split("/").slice(1).map(decoded);
  const [room = "", event = ""] = parts[0] === "home" ? parts.slice(1) : parts[0] === "s" ? parts.slice(2) : [];
  return isRoom(room) ? targetOf(room, event === "" ? "" : `$${event.replace(/^\$/u, "")}`, "") : null;
}

/** What of Matrix an address names: by `matrix.to`, by `matrix:`, or in our own app. Null: it leads elsewhere. */
export function linkTarget(href: string, origin: string): LinkTarget | null {
  if (!URL.canParse(href)) return null;
  const url = new URL(href);
  if (url.protocol === "matrix:") return fromUri(url.pathname, url.search);
  if (url.protocol === "https:" && url.host === "matrix.to") {
    const [path = "", query = ""] = url.hash.slice(1).split("?");
    const [, id, event] = path.split("/");
    return targetOf(decoded(id), decoded(event), query);
  }
  return url.origin === origin ? fromPath(url.pathname) : null;
}

/** Where a room stands in the app, with one of its events. */
export function placeOfRoom(list: RoomList, roomId: string, eventId: string | null): Place {
  const space = spaceOf(list, roomId);
  const event = eventId === null ? {} : { eventId };
  return space === null ? { at: "home", roomId, ...event } : { at: "space", spaceId: space.id, roomId, ...event };
}

/** The address of a message, to be given to others. */
export const messageLink = (list: RoomList, roomId: string, eventId: string, origin: string): string =>
  new URL(hrefOf(placeOfRoom(list, roomId, eventId)), origin).href;

/** What stands between two words; of a colon only that which opens no address. */
const between = /(?:[^\p{L}\p{N}\p{M}./:?#&=%@_-]|:(?!\/\/))+/u;
const bareHost = /^(?:[\p{L}\p{N}\p{M}_-]+\.)+\p{L}[\p{L}\p{N}\p{M}-]+/u;

/** What looks like the host of an address to whoever reads these words: letters that are not seen do not count. */
function hostsIn(words: string): string[] {
  const seen = words.normalize("NFKC").replace(/[\p{Cf}\p{DI}]/gu, "");
  return seen.split(between).flatMap((word) => {
    const bare = bareHost.exec(word.replace(/^[^\p{L}\p{N}]+/u, "").slice(0, longest))?.[0] ?? [];
    return [...word.matchAll(/https?:\/\/([^/?#]+)/giu)].map(([, host = ""]) => host).concat(bare);
  });
}

/**
 * The host to which a link leads, when its words look like an address of another one, by what they say or by letters
 * that only look alike: what is read must be where it leads. Null: nothing is wrong.
 */
export function otherHost(href: string, words: string): string | null {
  if (!URL.canParse(href)) return null;
  const { host, hostname, username } = new URL(href);
  if (host === "") return null;
  // A name before the host is read as the host.
  if (username !== "") return host;
  const typed = /^[a-z]+:\/\/([^/?#]*)/iu.exec(words === href ? href : "")?.[1];
  if (typed !== undefined) return readsAsAnother(typed) ? host : null;
  if (words === href) return null;
  const plain = (name: string) => name.toLowerCase().replace(/^www\./u, "");
  const leadsThere = (said: string): boolean => {
    const url = URL.canParse(`https://${said}`) ? new URL(`https://${said}`) : null;
    return url?.username === "" && plain(url.hostname) === plain(hostname);
  };
  return hostsIn(words).every((said) => leadsThere(said) && !readsAsAnother(said)) ? null : host;
}
