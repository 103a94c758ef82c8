import { Outlet, useRouter } from "@tanstack/react-router";
import { lazy, useMemo } from "react";
import { type Access, AccessContext } from "../shared/access.ts";
import { SessionContext } from "../shared/contexts.ts";
import { NavigationContext } from "../shared/navigation.ts";
import { useSignal } from "../shared/use-signal.ts";
import { TooltipHost } from "../ui/TooltipHost.tsx";
import { navigationOver } from "./navigation-over.ts";
import { useWorld } from "./world-context.ts";

const SignOutDialog = lazy(() => import("../features/settings/index.ts").then((m) => ({ default: m.SignOutDialog })));

/** Hands the pages what they need of the world: the session, the ways in and out, the ways through the app. */
export function Root() {
  const world = useWorld();
  const state = useSignal(world.state);
  const { history } = useRouter();
  const navigation = useMemo(() => navigationOver(history), [history]);
  const access = useMemo<Access>(
    () => ({
      session: state.at === "member" ? state.session : null,
      whenLive: world.whenLive,
      hold: world.hold,
      enter: world.enter,
      signOut: world.signOut,
      SignOutDialog,
      notice: state.at === "visitor" ? state.notice : null,
    }),
    [state, world],
  );
  const member = state.at === "member" ? state.session : null;
  return (
    <NavigationContext value={navigation}>
      <AccessContext value={access}>
        <SessionContext value={member}>
          <Outlet />
          <TooltipHost />
        </SessionContext>
      </AccessContext>
    </NavigationContext>
  );
}
