import { useEffect, useState } from "react";

/** Copies text; `copied` is true for two seconds after. Resolves false where the browser refuses. */
export function useCopy(): { copy: (text: string) => Promise<boolean>; copied: boolean } {
  const [copiedAt, setCopiedAt] = useState(0);
  useEffect(() => {
    if (copiedAt === 0) return;
    const timer = setTimeout(() => setCopiedAt(0), 2000);
    return () => clearTimeout(timer);
  }, [copiedAt]);
  return {
    copied: copiedAt !== 0,
    async copy(text) {
      try {
        await navigator.clipboard.writeText(text);
        setCopiedAt(performance.now() + 1);
        return true;
      } catch {
        return false;
      }
    },
  };
}
