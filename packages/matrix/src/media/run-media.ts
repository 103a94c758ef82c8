import type { ReadonlySignal } from "@parley/kernel";
import type { Tokens } from "../auth/tokens.ts";
import type { Files } from "../contract/media.ts";
import type { Session } from "../contract/session.ts";
import { matrixError } from "../errors.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { createMedia } from "../sdk/media.ts";
import { stagedFilesName, storePrefix } from "../storage/vault.ts";
import type { Wanted } from "./download.ts";
import { createFiles, createUploadLimit } from "./files.ts";
import { type LazyKeptFiles, lazyKeptFiles } from "./lazy-kept-files.ts";
import { LocalFiles } from "./local-files.ts";
import type { StagedFiles } from "./staged-files.ts";

/** Pictures and files of one run of the client. */
export interface RunMedia {
  readonly media: Session["media"];
  readonly files: Files;
  /** For the send queue. */
  readonly local: LocalFiles;
  readonly kept: LazyKeptFiles;
}

/** Makes them; `progress` is that of the send queue, by an item's key. */
export function createRunMedia(
  handle: ClientHandle,
  tokens: Tokens,
  progress: (key: string) => ReadonlySignal<number | null> | null,
): RunMedia {
  const { account, client, ports, scope } = handle;
  // What enciphers and fetches is loaded with the first file: a timeline of words does without.
  let staged: Promise<StagedFiles> | null = null;
  const openStaged = (): Promise<StagedFiles> => {
    if (scope.ended) throw matrixError("MATRIX_STORE_LOST", "the session has ended here", { retryable: true });
    staged ??= import("./staged-files.ts").then(({ createStagedFiles }) => {
      const opened = createStagedFiles({
        indexedDB: ports.indexedDB,
        name: stagedFilesName(storePrefix(account)),
        random: ports.random,
      });
      scope.onEnd(() => opened.close());
      return opened;
    });
    staged.catch(() => {
      staged = null;
    });
    return staged;
  };
  const local = new LocalFiles(openStaged, async (sending, here) => (await kept.open()).load(sending, here));
  const kept = lazyKeptFiles(handle, local);
  let downloads: Promise<(wanted: Wanted) => Promise<Blob>> | null = null;
  const download = async (wanted: Wanted): Promise<Blob> => {
    downloads ??= import("./download.ts").then(({ createDownloads }) => createDownloads(client, tokens, ports.clock));
    downloads.catch(() => {
      downloads = null;
    });
    return await (await downloads)(wanted);
  };
  const limit = createUploadLimit(client, ports.log);
  return {
    media: createMedia(client, tokens, scope.signal),
    files: createFiles({ download, local, limit, progress, scope }),
    local,
    kept,
  };
}
