import { Tooltip } from "@base-ui/react/tooltip";
import type { FakeSession } from "@parley/testkit";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { SessionContext } from "../../../../shared/contexts.ts";
import { type Navigation, NavigationContext, type Place } from "../../../../shared/navigation.ts";
import { ToastProvider } from "../../../../ui/Toast.tsx";
import { ChatWorldContext } from "../world.ts";

/** Draws a part of chat over a session in memory. `went` gathers where it would have led. */
export function renderChat(session: FakeSession, part: ReactNode) {
  const went: Place[] = [];
  const navigation: Navigation = {
    go: (place) => void went.push(place),
    back: (place) => void went.push(place),
    invitePeople() {},
    openSwitcher() {},
  };
  const view = render(
    <NavigationContext value={navigation}>
      <SessionContext value={session}>
        <ChatWorldContext value={{ clock: session.clock }}>
          <Tooltip.Provider>
            <ToastProvider>{part}</ToastProvider>
          </Tooltip.Provider>
        </ChatWorldContext>
      </SessionContext>
    </NavigationContext>,
  );
  return { ...view, went };
}
