/** Loads the bytes of a picture; null when it cannot be had. */
export type LoadMedia = (
  mxc: string,
  size: { readonly width: number; readonly height: number } | null,
) => Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly type: string } | null>;

interface Entry {
  users: number;
  url: string | null;
  settled: boolean;
  readonly listeners: Set<() => void>;
}

/** Object URLs of pictures: shared by all who show one, revoked when nobody does and room is needed. */
export interface MediaCache {
  /** Holds a picture; the returned function lets go of it. */
  hold(key: string, load: () => ReturnType<LoadMedia>, changed: () => void): () => void;
  /** Its URL, or null while it loads or when it cannot be had. */
  url(key: string): string | null;
  /** Revokes everything. */
  clear(): void;
}

/** What script cannot hide in: SVG would be a document of our origin when opened in a tab. */
const shown = new Set(["image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"]);

/** A cache that keeps at most `limit` pictures that nobody shows. */
export function createMediaCache(
  limit: number,
  urls: { create(blob: Blob): string; revoke(url: string): void },
): MediaCache {
  const entries = new Map<string, Entry>();
  const drop = (key: string, entry: Entry) => {
    entries.delete(key);
    if (entry.url !== null) urls.revoke(entry.url);
    entry.url = null;
  };
  const trim = () => {
    const idle = [...entries].filter(([, entry]) => entry.users === 0);
    for (const [key, entry] of idle.slice(0, Math.max(0, idle.length - limit))) drop(key, entry);
  };
  return {
    hold(key, load, changed) {
      let entry = entries.get(key);
      if (entry === undefined) {
        const made: Entry = { users: 0, url: null, settled: false, listeners: new Set() };
        entry = made;
        load()
          .catch(() => null)
          .then((media) => {
            made.settled = true;
            if (entries.get(key) !== made) return;
            if (media !== null && shown.has(media.type)) {
              made.url = urls.create(new Blob([media.bytes], { type: media.type }));
            }
            for (const listener of made.listeners) listener();
            // What could not be had is tried again when it is next wanted.
            if (made.url === null && made.users === 0) drop(key, made);
          });
      }
      const held = entry;
      // The one used last stands last: trimming takes from the front.
      entries.delete(key);
      entries.set(key, held);
      held.users += 1;
      // Wrapped: the same function held twice is told twice, and leaves once at a time.
      const listener = () => changed();
      held.listeners.add(listener);
      let done = false;
      return () => {
        if (done) return;
        done = true;
        held.users -= 1;
        held.listeners.delete(listener);
        if (held.users === 0 && held.settled && held.url === null) drop(key, held);
        trim();
      };
    },
    url: (key) => entries.get(key)?.url ?? null,
    clear() {
      for (const [key, entry] of [...entries]) drop(key, entry);
    },
  };
}
