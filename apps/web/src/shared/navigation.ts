import { createContext, useContext } from "react";

/** A place in the app, as the address bar names it. */
export type Place =
  | { readonly at: "chats" }
  /** `eventId` is shown as its address is come to first, and named until the end is read. */
  | { readonly at: "home"; readonly roomId?: string; readonly eventId?: string }
  | { readonly at: "space"; readonly spaceId: string; readonly roomId?: string; readonly eventId?: string }
  | { readonly at: "activity" }
  /** An agent, one of its conversations, and the run whose steps stand beside it. */
  | { readonly at: "agents"; readonly agentId?: string; readonly conversation?: string; readonly runId?: string }
  | { readonly at: "settings"; readonly page?: string }
  | { readonly at: "status" }
  /** Settings of a room or space. */
  | { readonly at: "manage"; readonly roomId: string; readonly page?: string }
  | { readonly at: "discover" }
  /** What a link leads to: a room's id or alias, and servers that know it. */
  | { readonly at: "join"; readonly target: string; readonly via?: readonly string[] }
  /** Where the links of a set-up and of an invitation lead: a sign-in on another page comes back to them. */
  | { readonly at: "setup" }
  | { readonly at: "invite" }
  | { readonly at: "recovery" }
  /** `elsewhere` names another homeserver; empty: which one is asked there. */
  | { readonly at: "sign-in"; readonly elsewhere?: string };

/** A room, and none of its messages more than another. */
export type RoomPlace =
  | { readonly at: "home"; readonly roomId: string }
  | { readonly at: "space"; readonly spaceId: string; readonly roomId: string };

/** Without its `$`, which the router would take for the name of a parameter. */
const ofEvent = (eventId: string | undefined): string =>
  eventId === undefined ? "" : `/${encodeURIComponent(eventId.replace(/^\$/u, ""))}`;

/** The address of a place. */
export function hrefOf(place: Place): string {
  const part = encodeURIComponent;
  switch (place.at) {
    case "chats":
      return "/";
    case "home":
      return place.roomId === undefined ? "/home" : `/home/${part(place.roomId)}${ofEvent(place.eventId)}`;
    case "space":
      return place.roomId === undefined
        ? `/s/${part(place.spaceId)}`
        : `/s/${part(place.spaceId)}/${part(place.roomId)}${ofEvent(place.eventId)}`;
    case "agents":
      return `/agents${[place.agentId, place.conversation, place.runId].map((id) => (id === undefined ? "" : `/${part(id)}`)).join("")}`;
    case "manage":
      return `/manage/${part(place.roomId)}${place.page === undefined ? "" : `/${part(place.page)}`}`;
    case "join": {
      const via = (place.via ?? []).map((server) => `via=${part(server)}`).join("&");
      return `/join/${part(place.target)}${via === "" ? "" : `?${via}`}`;
    }
    case "sign-in":
      if (place.elsewhere === undefined) return "/sign-in";
      return place.elsewhere === "" ? "/sign-in/elsewhere" : `/sign-in/elsewhere/${part(place.elsewhere)}`;
    case "settings":
      return `/settings/${part(place.page ?? "")}`;
    default:
      return `/${place.at}`;
  }
}

/** Ways through the app that features may take without knowing each other. Filled by `app/`. */
export interface Navigation {
  go(place: Place, options?: { replace?: boolean }): void;
  /** As `go`, for after a wait that begins now: it leads nobody away who has gone elsewhere meanwhile. */
  fromHere(): Navigation["go"];
  /** Back to where one was; to `fallback` when the page was opened here. */
  back(fallback: Place): void;
  /** Whether a room or server is what is looked at now, or the address names it. */
  isAt(id: string): boolean;
  /** Opens the quick switcher. */
  openSwitcher(): void;
  /** Opens the dialog *Invite people* for a space, or for a room into which people are invited by name. */
  invitePeople(space: { readonly id: string; readonly name: string }): void;
}

export const NavigationContext = createContext<Navigation | null>(null);

export function useNavigation(): Navigation {
  const navigation = useContext(NavigationContext);
  if (navigation === null) throw new Error("useNavigation is used outside its provider");
  return navigation;
}

/** Props for a real link: opens in a new tab as links do, and moves within the app otherwise. */
export function useLink(): (place: Place) => {
  href: string;
  onClick: (event: React.MouseEvent) => void;
} {
  const navigation = useNavigation();
  return (place) => ({
    href: hrefOf(place),
    onClick(event) {
      if (event.defaultPrevented || event.button !== 0) return;
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      navigation.go(place);
    },
  });
}
