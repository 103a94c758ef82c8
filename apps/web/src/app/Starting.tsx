import { useEffect, useState } from "react";
import { useStrings } from "../shared/use-strings.ts";
import { useCalmWait } from "../ui/Skeleton.tsx";
import { Spinner } from "../ui/Spinner.tsx";
import { strings } from "./strings/index.ts";

/** Nothing for 300 ms, then words. */
export function Starting() {
  const t = useStrings(strings);
  const shown = useCalmWait(true);
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), 8000);
    return () => clearTimeout(timer);
  }, []);
  return (
    <main data-busy="" className="grid h-full place-items-center bg-list p-6">
      {shown && <Spinner>{long ? t("startingLong") : t("starting")}</Spinner>}
    </main>
  );
}
