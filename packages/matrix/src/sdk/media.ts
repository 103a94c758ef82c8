import type { MatrixClient } from "matrix-js-sdk";
import type { Tokens } from "../auth/tokens.ts";

export interface MediaFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
}

const cacheBytes = 24 * 1024 * 1024;
const maxFileBytes = 12 * 1024 * 1024;
const deadlineMs = 20_000;
const maxInFlight = 6;

/**
 * Images of the homeserver with the token in a header (authenticated media, specification 1.11). The newest 24 MiB stay
 * in memory; at most six are fetched at once.
 */
export function createMedia(client: MatrixClient, tokens: Tokens, signal: AbortSignal) {
  const cache = new Map<string, MediaFile>();
  const running = new Map<string, Promise<MediaFile | null>>();
  const queue: (() => void)[] = [];
  let held = 0;
  let active = 0;

  const keep = (url: string, file: MediaFile): void => {
    cache.set(url, file);
    held += file.bytes.byteLength;
    for (const [oldest, old] of cache) {
      if (held <= cacheBytes) break;
      cache.delete(oldest);
      held -= old.bytes.byteLength;
    }
  };
  const fetchFile = async (url: string): Promise<MediaFile | null> => {
    if (active >= maxInFlight) await new Promise<void>((resolve) => queue.push(resolve));
    active++;
    try {
      const response = await tokens.fetch(url, {
        headers: { authorization: `Bearer ${tokens.accessToken}` },
        credentials: "omit",
        signal: AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]),
      });
      const declared = Number(response.headers.get("content-length") ?? 0);
      if (!response.ok || declared > maxFileBytes) {
        await response.body?.cancel();
        return null;
      }
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (bytes.byteLength > maxFileBytes) return null;
      const file = { bytes, type: response.headers.get("content-type") ?? "application/octet-stream" };
      keep(url, file);
      return file;
    } catch {
      // Offline, ended or refused: the screen shows initials instead, and asks again when it draws again.
      return null;
    } finally {
      active--;
      queue.shift()?.();
    }
  };

  return async (mxc: string, size: { width: number; height: number } | null): Promise<MediaFile | null> => {
    const url =
      size === null
        ? client.mxcUrlToHttp(mxc, undefined, undefined, undefined, false, true, true)
        : client.mxcUrlToHttp(mxc, Math.ceil(size.width), Math.ceil(size.height), "crop", false, true, true);
    // Empty: what somebody gave for a picture is no address of one.
    if (!url) return null;
    const cached = cache.get(url);
    if (cached !== undefined) {
      // Moved to the young end.
      cache.delete(url);
      cache.set(url, cached);
      return cached;
    }
    const started = running.get(url) ?? fetchFile(url).finally(() => running.delete(url));
    running.set(url, started);
    return await started;
  };
}
