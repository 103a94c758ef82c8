import { type Log, type ReadonlySignal, type Scope, signal } from "@parley/kernel";
import type { MatrixClient } from "matrix-js-sdk";
import type { Files, MediaSource } from "../contract/media.ts";
import { matrixError, toMatrixError } from "../errors.ts";
import type { Wanted } from "./download.ts";
import type { LocalFiles } from "./local-files.ts";

/** No file that anyone sends is fetched beyond this, whatever its message says. */
const most = 1024 ** 3;

const none: ReadonlySignal<null> = signal(null);

/** The homeserver's limit of uploads (`GET /_matrix/client/v1/media/config`), asked once and again after a failure. */
export function createUploadLimit(
  client: Pick<MatrixClient, "getMediaConfig">,
  log: Log,
): () => Promise<number | null> {
  let asked: Promise<number | null> | null = null;
  const ask = async (): Promise<number | null> => {
    const config = await client.getMediaConfig(true);
    const size: unknown = config["m.upload.size"];
    return typeof size === "number" && Number.isFinite(size) && size > 0 ? size : null;
  };
  return () => {
    asked ??= ask().catch((thrown) => {
      asked = null;
      log.info("the homeserver did not name its limit of uploads", { code: toMatrixError(thrown).code });
      return null;
    });
    return asked;
  };
}

/** The files of one run of the client. */
export function createFiles(options: {
  readonly download: (wanted: Wanted) => Promise<Blob>;
  readonly local: LocalFiles;
  readonly limit: () => Promise<number | null>;
  readonly progress: (key: string) => ReadonlySignal<number | null> | null;
  readonly scope: Scope;
}): Files {
  const { local, scope } = options;
  return {
    async read(source, wishes = {}) {
      const type = wishes.type ?? "application/octet-stream";
      const ended = scope.signal;
      if (ended.aborted) throw matrixError("MATRIX_UNREACHABLE", "the session has ended here");
      if (source.at === "here") return await local.read(source.id, type);
      const sent = local.sent(source.mxc, source.cipher);
      if (sent !== null) return new Blob([sent], { type });
      return await options.download({
        mxc: source.mxc,
        cipher: source.cipher,
        type,
        // What is encrypted is noise to the homeserver: it has no smaller picture of it.
        box: isClear(source) ? (wishes.box ?? null) : null,
        most: Math.min(wishes.most ?? most, most),
        signal: wishes.signal === undefined ? ended : AbortSignal.any([wishes.signal, ended]),
        progress: wishes.progress ?? (() => {}),
      });
    },
    limit: options.limit,
    progress: (key) => options.progress(key) ?? none,
  };
}

const isClear = (source: MediaSource): boolean => source.at === "homeserver" && source.cipher === null;
