import { Tooltip } from "@base-ui/react/tooltip";
import type { Session } from "@parley/matrix";
import type { ReactNode } from "react";
import { type FakeParley, renderInWorld } from "../../../../shared/testing/fake-world.tsx";
import { ToastProvider } from "../../../../ui/Toast.tsx";

/** Draws a part of the rooms' feature over a session in memory. `at`: the room or server that is looked at. */
export function renderRooms(session: Session, part: ReactNode, parley?: FakeParley, at = "") {
  return renderInWorld(
    <Tooltip.Provider>
      <ToastProvider>{part}</ToastProvider>
    </Tooltip.Provider>,
    { session, at, ...(parley === undefined ? {} : { parley }) },
  );
}
