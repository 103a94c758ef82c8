import { CSPProvider } from "@base-ui/react/csp-provider";
import { Tooltip } from "@base-ui/react/tooltip";
import { createRootRoute, createRouter, RouterProvider, useLocation, useRouter } from "@tanstack/react-router";
import { StrictMode, Suspense, useMemo } from "react";
import { createRoot } from "react-dom/client";
import { Frame } from "../src/app/frame/Frame.tsx";
import { MeBar } from "../src/app/frame/MeBar.tsx";
import { usePanelState } from "../src/app/frame/use-panel-state.ts";
import { placeOf } from "../src/app/place.ts";
import { ChatList, ChatRail, HomeEmpty, RoomPanel, RoomView } from "../src/features/chat/index.ts";
import { SessionContext } from "../src/shared/contexts.ts";
import { hrefOf, type Navigation, NavigationContext } from "../src/shared/navigation.ts";
import { PanelContext } from "../src/shared/panel.ts";
import { createPreferences, PreferencesContext } from "../src/shared/preferences.ts";
import { useViewport } from "../src/shared/viewport.ts";
import { ToastProvider } from "../src/ui/Toast.tsx";
import "../src/ui/style.css";
import { seedSession } from "./seed.ts";

const session = seedSession();
Object.assign(window, { stage: session });
const preferences = createPreferences(localStorage, document.documentElement, navigator.languages);

function Stage() {
  const { pathname } = useLocation();
  const { history } = useRouter();
  const viewport = useViewport();
  const navigation = useMemo<Navigation>(
    () => ({
      go: (to, options) => (options?.replace ? history.replace(hrefOf(to)) : history.push(hrefOf(to))),
      back: (fallback) => (history.length > 1 ? history.back() : history.push(hrefOf(fallback))),
      invitePeople() {},
    }),
    [history],
  );
  const named = placeOf(pathname) ?? { at: "chats" };
  const place = named.at === "chats" && viewport !== "phone" ? ({ at: "home" } as const) : named;
  const panel = usePanelState(viewport, hrefOf(place));
  const roomId = place.at === "home" || place.at === "space" ? place.roomId : undefined;
  const spaceId = place.at === "space" ? place.spaceId : null;
  const back = viewport === "phone" ? { onBack: () => navigation.back({ at: "chats" }) } : {};
  return (
    <NavigationContext value={navigation}>
      <PanelContext value={panel}>
        <Frame
          viewport={viewport}
          level={roomId === undefined ? "list" : "content"}
          onClosePanel={panel.close}
          rail={<ChatRail />}
          list={<ChatList place={place} />}
          foot={<MeBar />}
          banners={null}
          content={
            <Suspense>
              {roomId === undefined ? (
                <HomeEmpty place={place} />
              ) : (
                <RoomView key={roomId} roomId={roomId} spaceId={spaceId} {...back} />
              )}
            </Suspense>
          }
          panel={
            roomId !== undefined && panel.open ? (
              <Suspense>
                <RoomPanel key={roomId} roomId={roomId} />
              </Suspense>
            ) : null
          }
          bar={null}
        />
      </PanelContext>
    </NavigationContext>
  );
}

const router = createRouter({ routeTree: createRootRoute({ component: Stage, notFoundComponent: Stage }) });
createRoot(document.getElementById("root") ?? document.body).render(
  <StrictMode>
    <PreferencesContext value={preferences}>
      <SessionContext value={session}>
        <CSPProvider disableStyleElements>
          <Tooltip.Provider delay={400}>
            <ToastProvider>
              <RouterProvider router={router} />
            </ToastProvider>
          </Tooltip.Provider>
        </CSPProvider>
      </SessionContext>
    </PreferencesContext>
  </StrictMode>,
);
