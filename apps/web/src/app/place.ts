import type { Place } from "../shared/navigation.ts";

/** The place that an address names; null for pages that stand outside the frame. */
export function placeOf(pathname: string, search = ""): Place | null {
  const [first = "", second, third, fourth] = pathname.split("/").slice(1).map(decode);
  switch (first) {
    case "":
      return { at: "chats" };
    case "home":
      return second ? { at: "home", roomId: second, ...ofEvent(third) } : { at: "home" };
    case "s":
      if (!second) return { at: "chats" };
      return third
        ? { at: "space", spaceId: second, roomId: third, ...ofEvent(fourth) }
        : { at: "space", spaceId: second };
    case "activity":
      return { at: "activity" };
    case "agents":
      return {
        at: "agents",
        ...(second ? { agentId: second } : {}),
        ...(second && third ? { conversation: third } : {}),
        ...(second && third && fourth ? { runId: fourth } : {}),
      };
    case "settings":
      return second ? { at: "settings", page: second } : { at: "settings" };
    case "status":
      return { at: "status" };
    case "manage":
      if (!second) return { at: "chats" };
      return third ? { at: "manage", roomId: second, page: third } : { at: "manage", roomId: second };
    case "discover":
      return { at: "discover" };
    case "join":
      return second ? { at: "join", target: second, ...viaOf(search) } : { at: "discover" };
    default:
      return null;
  }
}

const maxVia = 5;
const viaOf = (search: string) => {
  const via = new URLSearchParams(search).getAll("via").slice(0, maxVia);
  return via.length === 0 ? {} : { via };
};

/** Our own links leave out the sign in front of an event's id; those that others make may have it. */
const ofEvent = (part: string | undefined) => {
  const id = part?.replace(/^\$/u, "");
  return id ? { eventId: `$${id}` } : {};
};

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Whether an address names a space or a room, however much of its id is written with percent signs. */
export const isNamedIn = (path: string, id: string): boolean => path.split("/").some((part) => decode(part) === id);

/** The level above a place: where *back* leads when the page was opened here. */
export function placeAbove(place: Place): Place {
  if (place.at === "settings") return place.page === undefined ? { at: "chats" } : { at: "settings" };
  if (place.at === "status") return { at: "settings" };
  if (place.at === "join") return { at: "discover" };
  if (place.at === "agents" && place.agentId !== undefined) {
    return place.conversation === undefined ? { at: "agents" } : { at: "agents", agentId: place.agentId };
  }
  return { at: "chats" };
}
