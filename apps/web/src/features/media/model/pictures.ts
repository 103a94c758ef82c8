import { type ReadonlySignal, type Signal, signal } from "@parley/kernel";
import type { Files, MediaSource } from "@parley/matrix";
import type { HeldUrl, ObjectUrls } from "./object-urls.ts";
import { shownPicture } from "./shown-type.ts";

/** A picture on its way to the screen. */
export type Picture =
  /** From 0 to 1; null: not known. */
  | { readonly state: "loading"; readonly share: number | null }
  | { readonly state: "ready"; readonly url: string; readonly file: Blob }
  | { readonly state: "refused"; readonly why: "kind" | "size"; readonly file: Blob }
  | { readonly state: "failed"; readonly fault: unknown };

/** A hold on a picture; it must be let go. */
export interface HeldPicture {
  readonly picture: ReadonlySignal<Picture>;
  release(): void;
}

interface Entry {
  readonly picture: Signal<Picture>;
  readonly stop: AbortController;
  url: HeldUrl | null;
  users: number;
}

/** How a picture is wanted. */
export interface PictureWish {
  /** Pixels that will do where the homeserver can make it smaller; null: the whole. */
  readonly box: { readonly width: number; readonly height: number } | null;
  /** Bytes at which it is given up; null: the person asked for it, however large it is. */
  readonly most: number | null;
}

/** Pictures of a session: fetched once for all who show them, kept a while for those who come back. */
export interface Pictures {
  hold(source: MediaSource, wish: PictureWish): HeldPicture;
  /** Frees everything. */
  clear(): void;
}

/** What tells a file from all others: whoever names another's file with a key of their own names something else. */
export function fileKeyOf(source: MediaSource): string {
  if (source.at === "here") return source.id;
  const { mxc, cipher } = source;
  return cipher === null ? mxc : `${mxc} ${cipher.key} ${cipher.iv} ${cipher.sha256}`;
}

const keyOf = (source: MediaSource, { box, most }: PictureWish): string =>
  `${fileKeyOf(source)} ${box === null ? "" : `${box.width}x${box.height}`} ${most ?? ""}`;

/** `most`: bytes of pictures that nobody shows and that are kept all the same. */
export function createPictures(files: Files, urls: ObjectUrls, most: number): Pictures {
  const entries = new Map<string, Entry>();
  const drop = (key: string, entry: Entry): void => {
    entries.delete(key);
    entry.stop.abort();
    entry.url?.free();
    entry.url = null;
  };
  const sizeOf = ({ picture }: Entry): number => {
    const shown = picture.peek();
    return shown.state === "ready" ? shown.file.size : 0;
  };
  const trim = (): void => {
    const idle = [...entries].filter(([, entry]) => entry.users === 0);
    let held = idle.reduce((sum, [, entry]) => sum + sizeOf(entry), 0);
    for (const [key, entry] of idle) {
      if (held <= most) break;
      held -= sizeOf(entry);
      drop(key, entry);
    }
  };
  const load = async (entry: Entry, source: MediaSource, wish: PictureWish) => {
    const { picture, stop } = entry;
    try {
      const file = await files.read(source, {
        signal: stop.signal,
        ...(wish.box === null ? {} : { box: wish.box }),
        ...(wish.most === null ? {} : { most: wish.most }),
        progress: (share) => {
          if (!stop.signal.aborted) picture.value = { state: "loading", share };
        },
      });
      const shown = await shownPicture(file);
      if (stop.signal.aborted) return;
      if (shown.ok) {
        entry.url = urls.make(shown.file);
        picture.value = { state: "ready", url: entry.url.url, file: shown.file };
      } else {
        picture.value = { state: "refused", why: shown.why, file };
      }
    } catch (fault) {
      if (!stop.signal.aborted) picture.value = { state: "failed", fault };
    }
  };

  return {
    hold(source, wish) {
      const key = keyOf(source, wish);
      let entry = entries.get(key);
      if (entry === undefined) {
        entry = {
          picture: signal<Picture>({ state: "loading", share: null }),
          stop: new AbortController(),
          url: null,
          users: 0,
        };
        void load(entry, source, wish);
      }
      const held = entry;
      // The one used last stands last: trimming takes from the front.
      entries.delete(key);
      entries.set(key, held);
      held.users += 1;
      let done = false;
      return {
        picture: held.picture,
        release() {
          if (done) return;
          done = true;
          held.users -= 1;
          // Scrolled past before it came, or to be tried again when it is wanted again.
          if (held.users === 0 && held.picture.peek().state !== "ready" && entries.get(key) === held) drop(key, held);
          trim();
        },
      };
    },
    clear() {
      for (const [key, entry] of [...entries]) drop(key, entry);
    },
  };
}
