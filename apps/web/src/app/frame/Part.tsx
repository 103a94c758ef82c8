import { CatchBoundary } from "@tanstack/react-router";
import { type ReactNode, Suspense, useEffect, useState } from "react";
import { useStrings } from "../../shared/use-strings.ts";
import { Spinner } from "../../ui/Spinner.tsx";
import { Crash } from "../Crash.tsx";
import { strings } from "../strings/index.ts";

/** Failure and loading stay within a part of the screen. Another `name` gives a part that failed another chance. */
export function Part({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  const t = useStrings(strings);
  return (
    <CatchBoundary getResetKey={() => name} errorComponent={Crash}>
      <Suspense fallback={<SlowWords>{t("loadingPart")}</SlowWords>}>{children}</Suspense>
    </CatchBoundary>
  );
}

/** Nothing for 300 ms, then words. */
export function SlowWords({ children }: { readonly children: string }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div data-busy="" className="grid min-h-0 flex-1 place-items-center p-6">
      {shown && <Spinner>{children}</Spinner>}
    </div>
  );
}
