import { computed, type ReadonlySignal } from "@parley/kernel";
import type { Encryption, EncryptionState } from "../contract/encryption.ts";
import type { KeptFiles } from "../contract/kept-files.ts";
import type { Files } from "../contract/media.ts";
import { mapped } from "../errors.ts";
import type { SealedStore } from "../storage/sealed-store.ts";
import { recoveryKeyName } from "../storage/vault.ts";
import type { ClientRun } from "./client-run.ts";

// As the session's other parts: methods go to the client that runs now, and reject while there is none.

type Current = () => ClientRun;

export function encryptionOf(run: ReadonlySignal<ClientRun | null>, current: Current, sealed: SealedStore): Encryption {
  return {
    state: computed<EncryptionState>(() => run.value?.handle.encryption.value ?? { state: "checking" }),
    // Lies in the vault whether or not this tab runs the client.
    recoveryKey: () => mapped(() => sealed.get<string>(recoveryKeyName)),
    confirmRecoveryKeySaved: async () => current().encryption.confirmRecoveryKeySaved(),
    restore: async (recoveryKey) => current().encryption.restore(recoveryKey),
    reset: async (password) => current().encryption.reset(password),
  };
}

export function filesOf(run: ReadonlySignal<ClientRun | null>, current: Current): Files {
  return {
    read: async (source, wishes) => current().files.read(source, wishes),
    limit: async () => (await run.peek()?.files.limit()) ?? null,
    progress: (key) => computed(() => run.value?.files.progress(key).value ?? null),
  };
}

export function keptFilesOf(run: ReadonlySignal<ClientRun | null>, current: Current): KeptFiles {
  return {
    of: (roomId) => computed(() => run.value?.keptFiles.of(roomId).value ?? null),
    keep: async (roomId, id, media, stop) => current().keptFiles.keep(roomId, id, media, stop),
    move: async (id, roomId) => current().keptFiles.move(id, roomId),
    drop: async (id) => current().keptFiles.drop(id),
  };
}
