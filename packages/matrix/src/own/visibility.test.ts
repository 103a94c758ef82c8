import { EventEmitter } from "node:events";
import { createScope, silentLog, systemClock } from "@parley/kernel";
import { ClientEvent, SyncState } from "matrix-js-sdk";
import { expect, it } from "vitest";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { createVisibility, presenceType } from "./visibility.ts";

/** `sealed`: what this device has kept; `account`: what the account says, as far as the client knows. */
async function rig(sealed: boolean | null, account: boolean | null = null) {
  const facts = { account };
  const said: (string | undefined)[] = [];
  const kept: unknown[] = [];
  const put: string[] = [];
  const event = () => ({ getType: () => presenceType, getContent: () => ({ visible: facts.account }) });
  const client = Object.assign(new EventEmitter(), {
    setSyncPresence: async (presence?: string) => void said.push(presence),
    setPresence: async ({ presence }: { presence: string }) => void put.push(presence),
    getAccountData: () => (facts.account === null ? undefined : event()),
  });
  const store = { get: async () => sealed, put: async (_: string, value: unknown) => void kept.push(value) };
  const ports = { log: silentLog, clock: systemClock };
  const handle = { client, sealed: store, ports, scope: createScope() } as unknown as ClientHandle;
  const { visible, show, rest } = createVisibility(handle);
  await new Promise((resolve) => setImmediate(resolve));
  return {
    said,
    kept,
    visible,
    show,
    rest,
    put,
    facts,
    hear: () => client.emit(ClientEvent.AccountData, event()),
    cached: () => client.emit(ClientEvent.Sync, SyncState.Prepared, null, { fromCache: true }),
    live: () => client.emit(ClientEvent.Sync, SyncState.Syncing, null, {}),
  };
}

it("shows nobody on a new device before its first sync has said whether they want that", async () => {
  const hidden = await rig(null, null);
  hidden.facts.account = false;
  hidden.hear();
  hidden.live();
  expect(hidden.said).toEqual(["offline"]);
  expect(hidden.visible.value).toBe(false);
  expect(hidden.kept).toEqual([false]);

  const open = await rig(null, null);
  open.live();
  expect(open.said).toEqual([undefined]);
  expect(open.kept).toEqual([true]);
});

it("shows a person at once where this device knows that they may be seen", async () => {
  const { said, cached } = await rig(true, true);
  expect(said).toEqual([]);
  cached();
  expect(said).toEqual([undefined]);
});

it("believes no older cache over what was sealed here", async () => {
  const { said, cached, hear, live, facts, visible } = await rig(false, true);
  expect(visible.value).toBe(false);
  hear();
  cached();
  expect(said).toEqual([]);
  facts.account = false;
  live();
  expect(said).toEqual(["offline"]);
});

it("hides a person at once who has chosen that on another device, as far as the cache says", async () => {
  const { said, cached, visible } = await rig(true, false);
  cached();
  expect(said).toEqual([]);
  expect(visible.value).toBe(false);
});

it("follows the person's choice, here before the first sync and from other devices after it", async () => {
  const { said, show, live, hear, facts, visible } = await rig(true, null);
  show(false);
  live();
  expect(said).toEqual(["offline"]);
  facts.account = true;
  hear();
  expect(said).toEqual(["offline", undefined]);
  expect(visible.value).toBe(true);
});

it("says at once that a person is away and back, and nothing of one who hides", async () => {
  const { said, put, rest, show, live } = await rig(true, null);
  rest(true);
  expect([said, put]).toEqual([[], []]);
  live();
  expect(said).toEqual(["unavailable"]);
  rest(false);
  rest(false);
  expect(said).toEqual(["unavailable", undefined]);
  expect(put).toEqual(["online"]);
  rest(true);
  expect(put).toEqual(["online", "unavailable"]);
  show(false);
  rest(false);
  rest(true);
  expect(said.slice(3)).toEqual(["offline"]);
  expect(put).toHaveLength(2);
});
