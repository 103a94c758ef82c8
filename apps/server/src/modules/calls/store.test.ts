import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type OpenStore, openStore } from "../../platform/store/store.ts";
import { createCallStore } from "./store.ts";

let folder: string;
let store: OpenStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-calls-"));
  store = openStore(join(folder, "parley.db"));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const call = { alias: "call", room_id: "!r:x", slot_id: "s", last_seen: 0 };

test("a device that comes and goes under new names takes no place from another that stays, and fills nothing", async () => {
  const rows = createCallStore(store);
  const sit = (identity: string, device_id: string, issued_at: number) =>
    rows.seat(call, { alias: "call", identity, user_id: "@ada:x", device_id, issued_at, removed_at: null });
  const stands = async (identity: string) => (await rows.findSeat("call", identity)) !== undefined;
  await sit("stays", "DESK", 0);
  for (let visit = 1; visit <= 30; visit++) await sit(`visit ${visit}`, "PHONE", visit);
  expect([await stands("stays"), await stands("visit 30"), await stands("visit 27"), await stands("visit 26")]).toEqual(
    [true, true, true, false],
  );
  for (let device = 1; device <= 30; device++) await sit(`device ${device}`, `D${device}`, 100 + device);
  expect([await stands("device 30"), await stands("device 10"), await stands("stays")]).toEqual([true, false, false]);
});
