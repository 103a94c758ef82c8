import type { RouterHistory } from "@tanstack/react-router";
import { hrefOf, type Navigation } from "../shared/navigation.ts";
import { inviteDialog } from "./invite-dialog.ts";
import { isNamedIn } from "./place.ts";
import { switcherOpen } from "./switcher-open.ts";

/** The ways through the app, over the browser's history. */
export function navigationOver(history: RouterHistory): Navigation {
  const go: Navigation["go"] = (place, options) => {
    const href = hrefOf(place);
    // Who asks for a message again has gone on from it.
    if (href === history.location.href && !("eventId" in place && place.eventId)) return;
    if (options?.replace) history.replace(href);
    else history.push(href);
  };
  return {
    go,
    fromHere() {
      const { pathname } = history.location;
      return (place, options) => {
        if (history.location.pathname === pathname) go(place, options);
      };
    },
    back(fallback) {
      if (history.canGoBack()) history.back();
      else history.replace(hrefOf(fallback));
    },
    isAt: (id) => isNamedIn(history.location.pathname, id),
    openSwitcher() {
      switcherOpen.value = true;
    },
    invitePeople(space) {
      inviteDialog.value = space;
    },
  };
}
