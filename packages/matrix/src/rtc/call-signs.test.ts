import { createScope, signal, silentLog } from "@parley/kernel";
import { createManualClock } from "@parley/testkit";
import { expect, it, vi } from "vitest";
import type { CallMember, RoomCall } from "../contract/calls.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { openCallSigns } from "./call-signs.ts";

const member = (eventId: string) => ({ eventId, own: false, userId: `@${eventId}:x` }) as CallMember;

it("asks for hands that were raised before once, and after the key of who came has had the homeserver for itself", async () => {
  const clock = createManualClock();
  const relations = vi.fn(async (_room: string, _place: string) => ({ events: [] }));
  const room = { getLiveTimeline: () => ({ getEvents: () => [] }) };
  const client = { getRoom: () => room, relations, on() {}, off() {} };
  const scope = createScope(() => {});
  const handle = { client, scope, ports: { clock, log: silentLog } } as unknown as ClientHandle;
  const members = signal<readonly CallMember[]>([member("a")]);
  const signs = openCallSigns(handle, { members } as unknown as RoomCall, "!r");
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  const asked = () => relations.mock.calls.map(([, place]) => place);
  clock.tick(1500);
  await settled();
  expect(asked()).toEqual([]);
  members.value = [member("a"), member("b")];
  clock.tick(600);
  await settled();
  expect(asked()).toEqual(["a"]);
  clock.tick(2000);
  await settled();
  expect(asked()).toEqual(["a", "b"]);
  members.value = [member("c")];
  signs.close();
  clock.tick(5000);
  await settled();
  expect(asked()).toEqual(["a", "b"]);
});
