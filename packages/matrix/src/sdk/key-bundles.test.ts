import { createScope, silentLog } from "@parley/kernel";
import { ClientEvent, type MatrixClient, SyncState } from "matrix-js-sdk";
import { RustCrypto } from "matrix-js-sdk/lib/rust-crypto/rust-crypto.js";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { lookForKeys, lookForKeysLater } from "./key-bundles.ts";

let looked: string[];
let fault: Error | null;
beforeAll(async () => {
  RustCrypto.prototype.maybeAcceptKeyBundle = async (roomId) => {
    looked.push(roomId);
    if (fault !== null) throw fault;
    return true;
  };
  await lookForKeysLater();
  await lookForKeysLater();
});
beforeEach(() => {
  looked = [];
  fault = null;
});

function open() {
  const crypto: RustCrypto = Object.create(RustCrypto.prototype);
  const heard = new Set<(state: SyncState) => void>();
  const client = {
    getCrypto: () => crypto,
    on: (event: string, on: (state: SyncState) => void) => event === ClientEvent.Sync && heard.add(on),
    off: (_: string, on: (state: SyncState) => void) => heard.delete(on),
  };
  const scope = createScope();
  const start = () => lookForKeys(client as unknown as MatrixClient, silentLog, scope);
  const sync = async (state = SyncState.Syncing) => {
    for (const on of heard) on(state);
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { crypto, scope, start, sync, heard };
}

it("asks nothing while the store is opened, and looks with the first answer of the sync", async () => {
  const { crypto, start, sync } = open();
  expect(await crypto.maybeAcceptKeyBundle("!a:hs", "@ada:hs")).toBe(false);
  expect(looked).toEqual([]);
  start();
  await sync(SyncState.Prepared);
  await sync(SyncState.Error);
  expect(looked).toEqual([]);
  await sync();
  await sync();
  expect(looked).toEqual(["!a:hs"]);
});

it("does not call a room unjoined for the sake of its keys, and tries a few times", async () => {
  const { crypto, start, sync } = open();
  start();
  expect(await crypto.maybeAcceptKeyBundle("!a:hs", "@ada:hs")).toBe(true);
  fault = new Error("no network");
  expect(await crypto.maybeAcceptKeyBundle("!b:hs", "@ada:hs")).toBe(false);
  looked = [];
  await sync();
  fault = null;
  await sync();
  await sync();
  expect(looked).toEqual(["!b:hs", "!b:hs"]);
  fault = new Error("refused for good");
  await crypto.maybeAcceptKeyBundle("!c:hs", "@ada:hs");
  looked = [];
  for (let at = 0; at < 9; at += 1) await sync();
  expect(looked).toHaveLength(5);
});

it("ends with its scope", async () => {
  const { crypto, start, scope, heard } = open();
  await crypto.maybeAcceptKeyBundle("!a:hs", "@ada:hs");
  start();
  scope.end();
  expect(heard.size).toBe(0);
});
