import { lazy, Suspense, useContext } from "react";
import type { Place } from "../../shared/navigation.ts";
import { useSignal } from "../../shared/use-signal.ts";
import { InstallContext } from "../install-context.ts";
import { InstallHint } from "./InstallHint.tsx";
import { PhoneBar } from "./PhoneBar.tsx";

const PressHint = lazy(() => import("./PressHint.tsx").then((m) => ({ default: m.PressHint })));

/** The lower edge of a phone's first levels. One hint at a time. */
export function PhoneFoot({ place }: { readonly place: Place }) {
  const install = useContext(InstallContext);
  const way = useSignal(install.way);
  const hinted = useSignal(install.hinted);
  return (
    <>
      {place.at === "chats" &&
        (hinted && way !== "none" ? (
          <InstallHint />
        ) : (
          <Suspense>
            <PressHint />
          </Suspense>
        ))}
      <PhoneBar place={place} />
    </>
  );
}
