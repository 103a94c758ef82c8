import { Tooltip } from "@base-ui/react/tooltip";
import type { FakeSession } from "@parley/testkit";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { SessionContext } from "../../../../shared/contexts.ts";
import { type Navigation, NavigationContext, type Place } from "../../../../shared/navigation.ts";
import { PreferencesProvider } from "../../../../shared/PreferencesProvider.tsx";
import { createPreferences } from "../../../../shared/preferences.ts";
import { ToastProvider } from "../../../../ui/Toast.tsx";
import { ChatWorldContext } from "../world.ts";

/** English, and messages written as plain text: the rich field comes when the browser is idle. */
export const plainPreferences = () => {
  const preferences = createPreferences({ getItem: () => null, setItem() {} }, null, ["en"]);
  preferences.set({ composer: "plain" });
  return preferences;
};

/** Draws a part of chat over a session in memory. `went` gathers where it would have led, `invited` where people were to be invited to; `redraw` draws another part in its place. */
export function renderChat(session: FakeSession, part: ReactNode, preferences = plainPreferences()) {
  const went: Place[] = [];
  const invited: string[] = [];
  const navigation: Navigation = {
    go: (place) => void went.push(place),
    fromHere: () => {
      const { length } = went;
      return (place) => void (went.length === length && went.push(place));
    },
    back: (place) => void went.push(place),
    isAt: () => false,
    invitePeople: ({ id }) => void invited.push(id),
    openSwitcher() {},
  };
  const around = (drawn: ReactNode) => (
    <NavigationContext value={navigation}>
      <SessionContext value={session}>
        <ChatWorldContext value={{ clock: session.clock }}>
          <Tooltip.Provider>
            <PreferencesProvider value={preferences}>
              <ToastProvider>{drawn}</ToastProvider>
            </PreferencesProvider>
          </Tooltip.Provider>
        </ChatWorldContext>
      </SessionContext>
    </NavigationContext>
  );
  const view = render(around(part));
  return { ...view, went, invited, redraw: (next: ReactNode) => view.rerender(around(next)) };
}
