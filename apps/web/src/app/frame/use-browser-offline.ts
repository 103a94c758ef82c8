import { useEffect, useState } from "react";

/** Since when the browser says that there is no network; null while there is. It knows before any request fails. */
export function useBrowserOffline(onBack: () => void): number | null {
  const [since, setSince] = useState(() => (navigator.onLine ? null : Date.now()));
  useEffect(() => {
    const gone = () => setSince(Date.now());
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
  }, [onBack]);
  return since;
}
