import { effect } from "@parley/kernel";
import type { MediaSource, Session } from "@parley/matrix";
import { useCallback, useEffect, useRef, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { useClock } from "../../../shared/time.ts";
import { type HeldUrl, pageUrls } from "../model/object-urls.ts";
import {
  createPictures,
  fileKeyOf,
  type HeldPicture,
  type Picture,
  type Pictures,
  type PictureWish,
} from "../model/pictures.ts";
import { saveFile } from "../model/save-file.ts";

/** Bytes of pictures that nobody shows and that are kept for those who scroll back. */
const keptBytes = 48 * 1024 * 1024;
/** What is said to be a small picture is fetched by itself up to so many bytes: its size is the sender's word. */
export const mostOfSmall = 2_000_000;

const perSession = new WeakMap<Session, Pictures>();

function usePictures(): Pictures {
  const session = useSession();
  const standing = perSession.get(session);
  if (standing !== undefined) return standing;
  const pictures = createPictures(session.files, pageUrls, keptBytes);
  perSession.set(session, pictures);
  const stop = effect(() => {
    if (session.connection.value.state !== "signed-out") return;
    pictures.clear();
    perSession.delete(session);
    queueMicrotask(() => stop());
  });
  return pictures;
}

const loading: Picture = { state: "loading", share: null };

/**
 * A picture while it is shown. When its source changes (an own one has arrived), the one that is there stays until the
 * next is. `again` tries one anew that has failed.
 */
export function usePicture(
  source: MediaSource | null,
  wish: PictureWish,
): { readonly picture: Picture; readonly again: () => void } {
  const pictures = usePictures();
  const [picture, setPicture] = useState<Picture>(loading);
  const [round, setRound] = useState(0);
  const before = useRef<HeldPicture | null>(null);
  const file = source === null ? "" : fileKeyOf(source);
  const { most } = wish;
  const wanted = useRef({ source, wish });
  wanted.current = { source, wish };
  // biome-ignore lint/correctness/useExhaustiveDependencies: another object with the same key is the same picture
  useEffect(() => {
    const { source: from, wish: how } = wanted.current;
    if (from === null) return;
    const held = pictures.hold(from, how);
    const stop = effect(() => {
      const next = held.picture.value;
      setPicture((shown) => (next.state === "loading" && shown.state === "ready" ? shown : next));
      if (next.state === "loading") return;
      before.current?.release();
      before.current = null;
    });
    return () => {
      stop();
      before.current?.release();
      before.current = held;
    };
  }, [pictures, file, most, round]);
  useEffect(
    () => () => {
      before.current?.release();
      before.current = null;
    },
    [],
  );
  const again = useCallback(() => {
    before.current?.release();
    before.current = null;
    setPicture(loading);
    setRound((count) => count + 1);
  }, []);
  return { picture, again };
}

/** A file that is fetched when it is asked for. */
export type Loaded =
  | { readonly state: "idle" }
  | { readonly state: "loading"; readonly share: number | null }
  | { readonly state: "ready"; readonly url: string; readonly file: Blob }
  | { readonly state: "failed"; readonly fault: unknown };

/** Fetches a whole file on demand and holds its address until it is not shown any more. */
export function useFile(
  source: MediaSource | null,
  type: string,
): { readonly loaded: Loaded; readonly load: () => Promise<Blob | null>; readonly cancel: () => void } {
  const session = useSession();
  const [loaded, setLoaded] = useState<Loaded>({ state: "idle" });
  const held = useRef<HeldUrl | null>(null);
  const running = useRef<AbortController | null>(null);
  const cancel = useCallback(() => {
    running.current?.abort();
    running.current = null;
    setLoaded((now) => (now.state === "loading" ? { state: "idle" } : now));
  }, []);
  useEffect(
    () => () => {
      running.current?.abort();
      held.current?.free();
      held.current = null;
    },
    [],
  );
  // Another file has taken its place. An own one that has arrived is still the same.
  const file = source?.at === "homeserver" ? fileKeyOf(source) : null;
  const before = useRef(file);
  useEffect(() => {
    const isOther = before.current !== null && before.current !== file;
    before.current = file;
    if (!isOther) return;
    running.current?.abort();
    running.current = null;
    held.current?.free();
    held.current = null;
    setLoaded({ state: "idle" });
  }, [file]);
  const load = async (): Promise<Blob | null> => {
    if (loaded.state === "ready") return loaded.file;
    if (source === null || running.current !== null) return null;
    const stop = new AbortController();
    running.current = stop;
    setLoaded({ state: "loading", share: null });
    try {
      const file = await session.files.read(source, {
        type,
        signal: stop.signal,
        progress: (share) => {
          if (!stop.signal.aborted) setLoaded({ state: "loading", share });
        },
      });
      if (stop.signal.aborted) return null;
      held.current?.free();
      held.current = pageUrls.make(file);
      setLoaded({ state: "ready", url: held.current.url, file });
      return file;
    } catch (fault) {
      if (!stop.signal.aborted) setLoaded({ state: "failed", fault });
      return null;
    } finally {
      if (running.current === stop) running.current = null;
    }
  };
  return { loaded, load, cancel };
}

/** Saves a file on the person's device. */
export function useSave(): (file: Blob, name: string) => void {
  const clock = useClock();
  return useCallback((file, name) => saveFile(file, name, pageUrls, clock), [clock]);
}
