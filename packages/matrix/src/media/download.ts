import { type Clock, messageOf } from "@parley/kernel";
import type { MatrixClient } from "matrix-js-sdk";
import type { Tokens } from "../auth/tokens.ts";
import type { MediaCipher } from "../contract/media.ts";
import { matrixError, toMatrixError } from "../errors.ts";
import { openSink } from "./attachment.ts";

/** A download is given up when nothing has come for so long. */
const stallMs = 30_000;
const maxInFlight = 6;

/** One file of the homeserver. */
export interface Wanted {
  readonly mxc: string;
  readonly cipher: MediaCipher | null;
  readonly type: string;
  readonly box: { readonly width: number; readonly height: number } | null;
  /** Bytes at which it is given up. */
  readonly most: number;
  readonly signal: AbortSignal;
  readonly progress: (share: number | null) => void;
}

/** Fetches files with the token in a header (authenticated media, Matrix 1.11), at most six at once. */
export function createDownloads(
  client: Pick<MatrixClient, "mxcUrlToHttp">,
  tokens: Tokens,
  clock: Clock,
): (wanted: Wanted) => Promise<Blob> {
  const queue: (() => void)[] = [];
  let active = 0;

  const address = ({ mxc, box }: Wanted): string => {
    const url =
      box === null
        ? client.mxcUrlToHttp(mxc, undefined, undefined, undefined, false, true, true)
        : client.mxcUrlToHttp(mxc, Math.ceil(box.width), Math.ceil(box.height), "scale", false, true, true);
    // Empty: the SDK takes it for no address.
    if (!url) throw matrixError("MATRIX_NOT_FOUND", "this is no address of a file");
    return url;
  };
  const ask = (wanted: Wanted, signal: AbortSignal): Promise<Response> => {
    const signed = { authorization: `Bearer ${tokens.accessToken}` };
    return tokens.fetch(address(wanted), { headers: signed, credentials: "omit", signal });
  };
  const take = async (wanted: Wanted, response: Response, alive: () => void): Promise<Blob> => {
    const { most, progress } = wanted;
    const said = Number(response.headers.get("content-length"));
    const total = Number.isFinite(said) && said > 0 ? said : null;
    const tooLarge = () => matrixError("MATRIX_TOO_LARGE", `the file has more than ${most} bytes`);
    if ((total ?? 0) > most) {
      await response.body?.cancel();
      throw tooLarge();
    }
    const sink = await openSink(wanted.cipher);
    const reader = response.body?.getReader();
    let bytes = 0;
    for (;;) {
      const next = await reader?.read();
      if (next === undefined || next.done) break;
      alive();
      bytes += next.value.length;
      if (bytes > most) {
        await reader?.cancel();
        throw tooLarge();
      }
      await sink.write(next.value);
      // Compressed on the way, more may come than was said.
      progress(total === null || bytes > total ? null : bytes / total);
    }
    return await sink.end(wanted.type);
  };

  return async (wanted) => {
    if (active >= maxInFlight) await turn(queue, wanted.signal);
    active += 1;
    const stalled = new AbortController();
    let cancel = () => {};
    const alive = () => {
      cancel();
      cancel = clock.after(stallMs, () => stalled.abort(matrixError("MATRIX_TIMEOUT", "no more of the file has come")));
    };
    try {
      alive();
      const response = await ask(wanted, AbortSignal.any([wanted.signal, stalled.signal]));
      if (!response.ok) throw await refusal(response);
      return await take(wanted, response, alive);
    } catch (thrown) {
      wanted.signal.throwIfAborted();
      stalled.signal.throwIfAborted();
      if (thrown instanceof TypeError) throw matrixError("MATRIX_UNREACHABLE", messageOf(thrown), { cause: thrown });
      throw toMatrixError(thrown);
    } finally {
      cancel();
      active -= 1;
      queue.shift()?.();
    }
  };
}

/** Waits for a place; who is called off while waiting leaves the line. */
function turn(queue: (() => void)[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const begin = () => {
      signal.removeEventListener("abort", leave);
      resolve();
    };
    const leave = () => {
      queue.splice(queue.indexOf(begin), 1);
      reject(signal.reason);
    };
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    queue.push(begin);
    signal.addEventListener("abort", leave, { once: true });
  });
}

async function errcodeOf(response: Response): Promise<string | null> {
  try {
    const body: unknown = await response.json();
    if (typeof body !== "object" || body === null || !("errcode" in body)) return null;
    return typeof body.errcode === "string" ? body.errcode : null;
  } catch {
    return null;
  }
}

async function refusal(response: Response) {
  const errcode = (await errcodeOf(response)) ?? "M_UNKNOWN";
  return toMatrixError({ httpStatus: response.status, errcode });
}
