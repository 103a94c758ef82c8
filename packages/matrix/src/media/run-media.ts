import type { ReadonlySignal } from "@parley/kernel";
import type { Tokens } from "../auth/tokens.ts";
import type { Files } from "../contract/media.ts";
import type { Session } from "../contract/session.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { createMedia } from "../sdk/media.ts";
import { stagedFilesName, storePrefix } from "../storage/vault.ts";
import { createDownloads } from "./download.ts";
import { createFiles, createUploadLimit } from "./files.ts";
import { LocalFiles } from "./local-files.ts";
import { createStagedFiles } from "./staged-files.ts";

/** Pictures and files of one run of the client. */
export interface RunMedia {
  readonly media: Session["media"];
  readonly files: Files;
  /** For the send queue. */
  readonly local: LocalFiles;
}

/** Makes them; `progress` is that of the send queue, by an item's key. */
export function createRunMedia(
  handle: ClientHandle,
  tokens: Tokens,
  progress: (key: string) => ReadonlySignal<number | null> | null,
): RunMedia {
  const { account, client, ports, scope } = handle;
  const staged = createStagedFiles({
    indexedDB: ports.indexedDB,
    name: stagedFilesName(storePrefix(account)),
    random: ports.random,
  });
  scope.onEnd(() => staged.close());
  const local = new LocalFiles(staged);
  const download = createDownloads(client, tokens, ports.clock);
  const limit = createUploadLimit(client, ports.log);
  return {
    media: createMedia(client, tokens, scope.signal),
    files: createFiles({ download, local, limit, progress, scope }),
    local,
  };
}
