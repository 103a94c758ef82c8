import type { CallItem, RoomSummary } from "@parley/matrix";
import { lazy, Suspense } from "react";
import type { CallSlots } from "../../../shared/call-slots.ts";
import { CallMark } from "./CallMark.tsx";
import { CallRoom } from "./CallRoom.tsx";
import { useGoing } from "./current.ts";
import { VoiceEntry } from "./voice/VoiceEntry.tsx";

const Line = lazy(async () => ({ default: (await import("./ringing/CallLine.tsx")).CallLine }));
const Button = lazy(async () => ({ default: (await import("./CallButton.tsx")).CallButton }));

const VoiceDeeds = lazy(async () => ({ default: (await import("./voice/VoiceDeeds.tsx")).VoiceDeeds }));

/** Comes after the header: nobody calls before they see who is there. */
function CallButton({ room }: { readonly room: RoomSummary }) {
  return (
    <Suspense fallback={null}>
      <Button room={room} />
    </Suspense>
  );
}

/** Keeps its place while it comes: nothing that is read may move. */
function CallLine(call: { readonly item: CallItem; readonly room: RoomSummary }) {
  return (
    <Suspense fallback={<div className="mt-group h-8" />}>
      <Line {...call} />
    </Suspense>
  );
}

const useRoomOfCall = (): string | null => useGoing()?.roomId ?? null;

/** What this feature brings to the rooms. */
export const callSlots: CallSlots = { CallButton, CallLine, CallMark, CallRoom, VoiceEntry, VoiceDeeds, useRoomOfCall };
