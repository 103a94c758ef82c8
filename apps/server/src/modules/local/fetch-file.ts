import { createWriteStream, rmSync, statSync } from "node:fs";
import { Writable } from "node:stream";
import { type Clock, messageOf } from "@parley/kernel";

type Fetch = typeof globalThis.fetch;

const mostRedirects = 5;
/** No byte for so long: the connection is given up and made anew. */
const stallMs = 60_000;

const refused = /is not dialled|neither http nor https|with a password/;

/** Ways out, by how far they go. */
export interface Ways {
  /** To what an owner has named. */
  readonly named: Fetch;
  /** To where that sends us. */
  readonly public: Fetch;
}

export interface FetchFile {
  readonly url: string;
  /** What is there of it already is gone on with. */
  readonly part: string;
  readonly ways: Ways;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Hears how much is there and how much there will be; throws where that is too much. */
  readonly onProgress: (received: number, bytes: number | null) => void;
}

/** A fault that the next try does not mend. */
export class FinalFault extends Error {}

/** One try to bring a file to its end. Rejects with an `Error` in words. */
export async function fetchFile({ url, part, ways, clock, signal, onProgress }: FetchFile): Promise<void> {
  const over = new AbortController();
  let cancelStall = () => {};
  const alive = () => {
    cancelStall();
    cancelStall = clock.after(stallMs, () => over.abort(new Error("nothing came for a minute")));
  };
  const both = AbortSignal.any([signal, over.signal]);
  alive();
  try {
    const there = statSync(part, { throwIfNoEntry: false })?.size ?? 0;
    const response = await ask(url, there, ways, both);
    const { status, body, headers } = response;
    if (status === 416) {
      await body?.cancel();
      const whole = Number(/\/(\d+)$/.exec(headers.get("content-range") ?? "")?.[1]);
      // All of it was there: whether it is the right one says its checksum.
      if (whole === there) return;
      rmSync(part, { force: true });
      throw new Error("what was there of it is of no use");
    }
    if ((status !== 200 && status !== 206) || body === null) {
      await body?.cancel();
      const words = `${new URL(url).host} answered ${status}`;
      throw status >= 500 || status === 429 || status === 408 ? new Error(words) : new FinalFault(words);
    }
    const from = status === 206 ? startOf(headers.get("content-range")) : 0;
    if (from !== 0 && from !== there) throw new FinalFault("it was asked for one piece of the file and sent another");
    const length = Number(headers.get("content-length") ?? Number.NaN);
    const bytes = Number.isSafeInteger(length) ? from + length : null;
    let received = from;
    onProgress(received, bytes);
    const file = createWriteStream(part, { flags: from === 0 ? "w" : "a", mode: 0o600 });
    const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        alive();
        received += chunk.length;
        onProgress(received, bytes);
        controller.enqueue(chunk);
      },
    });
    await body.pipeThrough(counted).pipeTo(Writable.toWeb(file), { signal: both });
    if (bytes !== null && received < bytes) throw new Error("the connection ended before the file did");
  } catch (thrown) {
    throw over.signal.aborted ? over.signal.reason : thrown;
  } finally {
    cancelStall();
  }
}

/** Follows redirects: what an owner has named may stand at home, what that names only on the open internet or beside it. */
async function ask(url: string, from: number, ways: Ways, signal: AbortSignal): Promise<Response> {
  let target = new URL(url);
  const first = target;
  for (let hops = 0; hops <= mostRedirects; hops++) {
    const fetch = target.origin === first.origin ? ways.named : ways.public;
    const headers = from > 0 ? { range: `bytes=${from}-` } : {};
    const response = await fetch(target.href, { headers, signal }).catch((thrown: unknown) => {
      // By the rules of the way out, and so it stays.
      throw refused.test(messageOf(thrown)) ? new FinalFault(messageOf(thrown)) : thrown;
    });
    const location = response.headers.get("location");
    if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return response;
    await response.body?.cancel();
    if (!URL.canParse(location, target)) throw new FinalFault("it was sent to an address that is none");
    const next = new URL(location, target);
    if (target.protocol === "https:" && next.protocol !== "https:") {
      throw new FinalFault("it was sent from https to an address without");
    }
    target = next;
  }
  throw new FinalFault("it was sent on too often");
}

const startOf = (range: string | null) => Number(/^bytes (\d+)-/.exec(range ?? "")?.[1] ?? Number.NaN);
