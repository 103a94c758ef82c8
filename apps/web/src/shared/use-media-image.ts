import { createContext, useCallback, useContext, useSyncExternalStore } from "react";
import { SessionContext } from "./contexts.ts";
import { createMediaCache, type MediaCache } from "./media-cache.ts";

const kept = 200;

const MediaCacheContext = createContext<MediaCache>(
  createMediaCache(kept, {
    create: (blob) => URL.createObjectURL(blob),
    revoke: (url) => URL.revokeObjectURL(url),
  }),
);

/** Object URL of an `mxc://` picture in a square of `size` CSS pixels, or null while there is none. */
export function useMediaImage(mxc: string | null, size: number): string | null {
  const session = useContext(SessionContext);
  const cache = useContext(MediaCacheContext);
  const key = mxc === null ? null : `${size}:${mxc}`;
  const subscribe = useCallback(
    (changed: () => void) => {
      if (key === null || mxc === null || session === null) return () => {};
      const pixels = Math.ceil(size * Math.min(3, globalThis.devicePixelRatio || 1));
      return cache.hold(key, () => session.media(mxc, { width: pixels, height: pixels }), changed);
    },
    [cache, session, key, mxc, size],
  );
  return useSyncExternalStore(subscribe, () => (key === null ? null : cache.url(key)));
}
