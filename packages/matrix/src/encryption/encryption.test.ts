import { type Clock, createScope, signal, silentLog } from "@parley/kernel";
import type { MatrixClient } from "matrix-js-sdk";
import { encodeRecoveryKey } from "matrix-js-sdk/lib/crypto-api/recovery-key.js";
import { beforeEach, expect, it, vi } from "vitest";
import type { Connection } from "../contract/account.ts";
import { matrixError } from "../errors.ts";
import type { SealedStore } from "../storage/sealed-store.ts";
import { recoveryKeyName } from "../storage/vault.ts";
import { createEncryption } from "./encryption.ts";
import { createSecretKeyHolder } from "./secret-key-holder.ts";

const inherited = encodeRecoveryKey(new Uint8Array(32).fill(7)) ?? "";
const everything = {
  "m.cross_signing.master": true,
  "m.cross_signing.self_signing": true,
  "m.cross_signing.user_signing": true,
};
const all = { masterKey: true, selfSigningKey: true, userSigningKey: true };
const nothing = { masterKey: false, selfSigningKey: false, userSigningKey: false };

let kept: Map<string, unknown>;
let waits: number[];
let passed: (() => void)[];
beforeEach(() => {
  kept = new Map([[recoveryKeyName, inherited]]);
  waits = [];
  passed = [];
});

/** A device whose account has identity, storage and backup elsewhere; opening them ends as `open` says. */
function start(
  open: () => Promise<void>,
  fits = true,
  read: () => unknown = () => kept.get(recoveryKeyName),
  here = false,
) {
  const crypto = {
    userHasCrossSigningKeys: async () => true,
    getCrossSigningStatus: async () => ({ privateKeysCachedLocally: here ? all : nothing }),
    getSecretStorageStatus: async () => ({ defaultKeyId: "k", secretStorageKeyValidityMap: everything }),
    getKeyBackupInfo: async () => ({ version: "1" }),
    checkKeyBackupAndEnable: async () => null,
    getSessionBackupPrivateKey: async () => (here ? new Uint8Array(32) : null),
    getActiveSessionBackupVersion: async () => (here ? "1" : null),
    bootstrapCrossSigning: open,
  };
  const client = {
    on: () => {},
    off: () => {},
    getCrypto: () => crypto,
    secretStorage: {
      isStored: async () => ({ k: {} }),
      getKey: async () => ["k", {}],
      checkKey: async () => fits,
    },
  };
  const sealed = {
    get: async (name: string) => (name === recoveryKeyName ? await read() : null) ?? null,
    put: async (name: string, value: unknown) => void kept.set(name, value),
    delete: async (name: string) => void kept.delete(name),
    keys: async () => [],
  };
  const clock: Clock = {
    now: () => 0,
    after(ms, act) {
      waits.push(ms);
      passed.push(act);
      return () => {};
    },
  };
  return createEncryption({
    client: client as unknown as MatrixClient,
    account: { userId: "@me:hs", deviceId: "D", homeserverUrl: "http://hs" },
    sealed: sealed as SealedStore,
    holder: createSecretKeyHolder(),
    connection: signal<Connection>({ state: "online", since: 0 }),
    ports: { clock, log: silentLog },
    scope: createScope(),
    password: null,
  });
}

it("asks for the recovery key when an inherited one does not open the account, and keeps that one", async () => {
  const encryption = start(() => Promise.reject(new Error("the secret could not be decrypted")));
  await vi.waitFor(() => expect(encryption.state.value).toEqual({ state: "needs-recovery" }));
  expect(await encryption.recoveryKey()).toBe(inherited);
  expect(waits).toEqual([]);
});

it("asks for the recovery key when what was inherited cannot be read", async () => {
  const lost = () => Promise.reject(matrixError("MATRIX_STORE_LOST", "changed"));
  const encryption = start(async () => {}, true, lost);
  await vi.waitFor(() => expect(encryption.state.value).toEqual({ state: "needs-recovery" }));
});

it("deletes an inherited key that is not the account's any more", async () => {
  const encryption = start(async () => {}, false);
  await vi.waitFor(() => expect(encryption.state.value).toEqual({ state: "needs-recovery" }));
  expect(await encryption.recoveryKey()).toBeNull();
});

it("tries an inherited key again after a fault of the network", async () => {
  const encryption = start(() => Promise.reject(matrixError("MATRIX_UNREACHABLE", "no network")));
  await vi.waitFor(() => expect(waits).toEqual([10_000]));
  expect(encryption.state.value).toEqual({ state: "checking" });
  expect(await encryption.recoveryKey()).toBe(inherited);
});

it("asks ever more seldom while the homeserver does not answer, or when it says", async () => {
  let fault: Error | null = matrixError("MATRIX_UNREACHABLE", "no network");
  const encryption = start(async () => {
    if (fault !== null) throw fault;
  });
  const all = [10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000];
  for (let at = 1; at <= all.length; at += 1) {
    await vi.waitFor(() => expect(waits).toEqual(all.slice(0, at)));
    if (at < all.length) passed.at(-1)?.();
  }
  fault = matrixError("MATRIX_RATE_LIMITED", "later", { retryAfterMs: 777 });
  passed.at(-1)?.();
  await vi.waitFor(() => expect(waits.at(-1)).toBe(777));
  expect(encryption.state.value).toEqual({ state: "checking" });
});

it("shows no outdated key, left by an earlier device, to one that is in order", async () => {
  const encryption = start(async () => {}, false, undefined, true);
  await vi.waitFor(() => expect(encryption.state.value).toEqual({ state: "ready", recoveryKeySaved: true }));
  expect(await encryption.recoveryKey()).toBeNull();
});

it("keeps the account's own key until it is saved", async () => {
  const encryption = start(async () => {}, true, undefined, true);
  await vi.waitFor(() => expect(encryption.state.value).toEqual({ state: "ready", recoveryKeySaved: false }));
  expect(await encryption.recoveryKey()).toBe(inherited);
});
