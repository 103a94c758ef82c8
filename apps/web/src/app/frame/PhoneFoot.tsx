import type { Place } from "../../shared/navigation.ts";
import { InstallHint } from "./InstallHint.tsx";
import { PhoneBar } from "./PhoneBar.tsx";

/** The lower edge of a phone's first levels. */
export function PhoneFoot({ place }: { readonly place: Place }) {
  return (
    <>
      {place.at === "chats" && <InstallHint />}
      <PhoneBar place={place} />
    </>
  );
}
