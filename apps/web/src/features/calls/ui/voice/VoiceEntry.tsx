import type { RoomSummary } from "@parley/matrix";
import { lazy, type ReactNode, Suspense } from "react";
import type { Place } from "../../../../shared/navigation.ts";
import { useCurrentCall } from "../current.ts";
import { useEnter } from "./use-enter.ts";

const VoiceRow = lazy(async () => ({ default: (await import("./VoiceRow.tsx")).VoiceRow }));

/** Around a voice channel's row: whoever goes there by it joins. Below it stands who is in the call. */
export function VoiceEntry({
  room,
  place,
  children,
}: {
  readonly room: RoomSummary;
  readonly place: Place;
  readonly children: ReactNode;
}) {
  const current = useCurrentCall();
  const enter = useEnter(room);
  return (
    <div className="group/voice relative">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the row within is a link, which keys press as well */}
      <div
        role="presentation"
        onPointerDown={() => current.prepare(room.id)}
        onClick={(event) => {
          // Not into a new tab: the link leads there in this one.
          if (event.defaultPrevented) enter?.("audio");
        }}
      >
        {children}
      </div>
      <Suspense>
        <VoiceRow room={room} place={place} />
      </Suspense>
    </div>
  );
}
