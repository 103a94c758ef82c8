import type { Room } from "matrix-js-sdk";
import { RustCrypto } from "matrix-js-sdk/lib/rust-crypto/rust-crypto.js";
import { expect, it, vi } from "vitest";
import { shareKeyEarly } from "./share-key-early.ts";

it("shares the key as the SDK would, and takes the failure that the SDK drops", async () => {
  const unhandled = vi.fn();
  const prepareForEncryption = vi.fn(() => Promise.reject(new Error("M_UNKNOWN (503)")));
  const crypto = Object.assign(Object.create(RustCrypto.prototype), {
    roomEncryptors: { "!a:x": { prepareForEncryption } },
    deviceIsolationMode: "the mode",
    _globalBlacklistUnverifiedDevices: false,
    globalBlacklistUnverifiedDevices: false,
  });
  process.on("unhandledRejection", unhandled);
  try {
    shareKeyEarly(crypto, { roomId: "!a:x" } as Room);
    shareKeyEarly(crypto, { roomId: "!other:x" } as Room);
    shareKeyEarly(undefined, { roomId: "!a:x" } as Room);
    await new Promise((resolve) => setTimeout(resolve, 10));
  } finally {
    process.off("unhandledRejection", unhandled);
  }
  expect(prepareForEncryption.mock.calls).toEqual([[false, "the mode"]]);
  expect(unhandled).not.toHaveBeenCalled();
  // The names that are reached for are the SDK's own: an update that renames them must be seen here.
  expect(RustCrypto.prototype.prepareToEncrypt.toString()).toMatch(
    /roomEncryptors\[room\.roomId\][\s\S]*prepareForEncryption\(this\.globalBlacklistUnverifiedDevices, this\.deviceIsolationMode\)/u,
  );
});
