import { Outlet, useLocation, useRouter } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { type Access, AccessContext } from "../shared/access.ts";
import { SessionContext, useParley } from "../shared/contexts.ts";
import { hrefOf, type Navigation, NavigationContext } from "../shared/navigation.ts";
import { useSignal } from "../shared/use-signal.ts";
import { inviteDialog } from "./invite-dialog.ts";
import { placeOf } from "./place.ts";
import { Starting } from "./Starting.tsx";
import { useWorld } from "./world-context.ts";

/** Decides who sees what: pages for visitors, the frame for members, and the way between them. */
export function Root() {
  const world = useWorld();
  const state = useSignal(world.state);
  const { pathname } = useLocation();
  const navigation = useRouterNavigation();
  const access = useMemo<Access>(
    () => ({
      session: state.at === "member" ? state.session : null,
      hold: world.hold,
      enter: world.enter,
      signOut: world.signOut,
      notice: state.at === "visitor" ? state.notice : null,
    }),
    [state, world],
  );
  const member = state.at === "member" ? state.session : null;
  const isPrivate = placeOf(pathname) !== null || pathname === "/recovery";
  return (
    <NavigationContext value={navigation}>
      <AccessContext value={access}>
        <SessionContext value={member}>
          {isPrivate && state.at === "visitor" && <ToTheDoor />}
          {isPrivate && state.at !== "member" ? <Starting /> : <Outlet />}
        </SessionContext>
      </AccessContext>
    </NavigationContext>
  );
}

/** Leads a visitor to set-up where there is no owner yet, else to the sign-in page. */
function ToTheDoor() {
  const { history } = useRouter();
  const parley = useParley();
  useEffect(() => {
    let here = true;
    const lead = (href: string) => {
      if (here) history.replace(href);
    };
    parley
      .call("auth.discover", {})
      .then(({ setup }) => lead(setup === "needed" ? "/setup" : "/sign-in"))
      // The sign-in page says in words that the server does not answer.
      .catch(() => lead("/sign-in"));
    return () => {
      here = false;
    };
  }, [history, parley]);
  return null;
}

function useRouterNavigation(): Navigation {
  const router = useRouter();
  return useMemo(() => {
    const { history } = router;
    return {
      go(place, options) {
        const href = hrefOf(place);
        if (href === history.location.href) return;
        if (options?.replace) history.replace(href);
        else history.push(href);
      },
      back(fallback) {
        if (history.canGoBack()) history.back();
        else history.replace(hrefOf(fallback));
      },
      invitePeople(space) {
        inviteDialog.value = space;
      },
    };
  }, [router]);
}
