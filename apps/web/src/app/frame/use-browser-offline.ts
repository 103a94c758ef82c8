import { useEffect, useState } from "react";
import { useClock } from "../../shared/time.ts";

/**
 * Since when the browser says that there is no network; null while there is. It knows before any request fails. A
 * homeserver on this machine is reached without one.
 */
export function useBrowserOffline(homeserverUrl: string, onBack: () => void): number | null {
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
  return isHere(homeserverUrl) ? null : since;
}

function isHere(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { hostname } = new URL(address);
  return hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
}
