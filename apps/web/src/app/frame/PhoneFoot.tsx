import { Suspense, useContext } from "react";
import type { Place } from "../../shared/navigation.ts";
import { useSignal } from "../../shared/use-signal.ts";
import { InstallContext } from "../install-context.ts";
import { optionalPart } from "./optional-part.ts";
import { PhoneBar } from "./PhoneBar.tsx";

const InstallHint = optionalPart(async () => (await import("./InstallHint.tsx")).InstallHint);
const PressHint = optionalPart(async () => (await import("./PressHint.tsx")).PressHint);

/** The lower edge of a phone's first levels. One hint at a time. */
export function PhoneFoot({ place }: { readonly place: Place }) {
  const install = useContext(InstallContext);
  const way = useSignal(install.way);
  const hinted = useSignal(install.hinted);
  return (
    <>
      {place.at === "chats" && <Suspense>{hinted && way !== "none" ? <InstallHint /> : <PressHint />}</Suspense>}
      <PhoneBar place={place} />
    </>
  );
}
