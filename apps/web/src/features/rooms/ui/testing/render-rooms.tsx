import { Tooltip } from "@base-ui/react/tooltip";
import type { Session } from "@parley/matrix";
import type { ReactNode } from "react";
import { type FakeParley, renderInWorld } from "../../../../shared/testing/fake-world.tsx";
import { ToastProvider } from "../../../../ui/Toast.tsx";

/** Draws a part of the rooms' feature over a session in memory. */
export function renderRooms(session: Session, part: ReactNode, parley?: FakeParley) {
  return renderInWorld(
    <Tooltip.Provider>
      <ToastProvider>{part}</ToastProvider>
    </Tooltip.Provider>,
    { session, ...(parley === undefined ? {} : { parley }) },
  );
}
