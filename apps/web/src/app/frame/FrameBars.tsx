import { Suspense } from "react";
import { CallReturn, MiniCall } from "../../features/calls/index.ts";
import type { Place } from "../../shared/navigation.ts";
import { MeBar } from "./MeBar.tsx";
import { optionalPart } from "./optional-part.ts";
import { PhoneFoot } from "./PhoneFoot.tsx";

// What is to be known is told after the first paint.
const Banners = optionalPart(async () => (await import("./Banners.tsx")).Banners);

interface Shown {
  /** The room that is shown: its call needs no small player. */
  readonly roomId: string | undefined;
}

/** Below the list: the call that goes on, and who one is. */
export function FrameFoot({ roomId }: Shown) {
  return (
    <>
      <MiniCall shownRoomId={roomId} />
      <MeBar />
    </>
  );
}

/** Above all: what is to be known, and on a phone that shows a room the call that goes on elsewhere. */
export function FrameBanners({
  refusal,
  problem,
  roomId,
  call,
}: Shown & { readonly refusal: string | null; readonly problem: unknown; readonly call: boolean }) {
  return (
    <>
      <Suspense>
        <Banners refusal={refusal} problem={problem} inRoom={roomId !== undefined} />
      </Suspense>
      <CallReturn />
      {call && <MiniCall shownRoomId={roomId} />}
    </>
  );
}

/** At the foot of a phone: the call that goes on, and where one can go. */
export function FrameBar({ place, roomId }: Shown & { readonly place: Place }) {
  return (
    <>
      <MiniCall shownRoomId={roomId} />
      <PhoneFoot place={place} />
    </>
  );
}
