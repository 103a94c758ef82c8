import type { RoomSummary } from "@parley/matrix";
import { lazy, Suspense } from "react";
import type { CallSlots } from "../../../shared/call-slots.ts";
import { CallMark } from "./CallMark.tsx";
import { CallRoom } from "./CallRoom.tsx";

const Button = lazy(async () => ({ default: (await import("./CallButton.tsx")).CallButton }));

/** Comes after the header: nobody calls before they see who is there. */
function CallButton({ room }: { readonly room: RoomSummary }) {
  return (
    <Suspense fallback={null}>
      <Button room={room} />
    </Suspense>
  );
}

/** What this feature brings to the rooms. */
export const callSlots: CallSlots = { CallButton, CallMark, CallRoom };
