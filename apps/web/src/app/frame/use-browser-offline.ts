import { useEffect, useState } from "react";
import { useClock } from "../../shared/time.ts";

/** Since when the browser says that there is no network; null while there is. It knows before any request fails. */
export function useBrowserOffline(onBack: () => void): number | null {
  const clock = useClock();
  const [since, setSince] = useState(() => (navigator.onLine ? null : clock.now()));
  useEffect(() => {
    const gone = () => setSince(clock.now());
    const back = () => {
      setSince(null);
      onBack();
    };
    window.addEventListener("offline", gone);
    window.addEventListener("online", back);
    return () => {
      window.removeEventListener("offline", gone);
      window.removeEventListener("online", back);
    };
  }, [onBack, clock]);
  return since;
}
