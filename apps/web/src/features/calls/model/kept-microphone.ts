import type { OwnTrack } from "@parley/calls";
import type { Going } from "./current-call.ts";

/**
 * Hears of each state of one's microphone, and tells how it was turned by hand. How a call begins says nothing: between
 * two people it is open by itself. Nor does what went wrong with it.
 */
export function watchMicrophone(turned: (open: boolean) => void): (going: Going, track: OwnTrack) => void {
  let begun: Going | null = null;
  return (going, { on, busy, fault }) => {
    if (busy || fault !== null) return;
    // Turned on while it was still being opened: what it would have been at first was never seen.
    if (begun === going || (on && !going.entry.microphone)) {
      begun = going;
      turned(on);
    } else if (on === going.entry.microphone) begun = going;
  };
}
