import { lazy, Suspense, useEffect, useState } from "react";
import { followTips, type Tip } from "./tips.ts";

const TooltipPopup = lazy(async () => ({ default: (await import("./TooltipPopup.tsx")).TooltipPopup }));

/** Shows the tips of all signs of the page, one at a time. Stands once, around nothing. */
export function TooltipHost() {
  const [tip, show] = useState<Tip | null>(null);
  useEffect(() => followTips(document, show), []);
  if (tip === null) return null;
  return (
    <Suspense>
      <TooltipPopup tip={tip} />
    </Suspense>
  );
}
