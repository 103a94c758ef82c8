import { Tooltip } from "@base-ui/react/tooltip";
import type { FakeSession } from "@parley/testkit";
import type { ReactNode } from "react";
import { renderInWorld } from "../../../../shared/testing/fake-world.tsx";
import { ToastProvider } from "../../../../ui/Toast.tsx";

/** Draws a part of the rooms' feature over a session in memory. */
export function renderRooms(session: FakeSession, part: ReactNode) {
  return renderInWorld(
    <Tooltip.Provider>
      <ToastProvider>{part}</ToastProvider>
    </Tooltip.Provider>,
    { session },
  );
}
