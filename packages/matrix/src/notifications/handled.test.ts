import { type AccountDataEvents, ClientEvent, MatrixEvent } from "matrix-js-sdk";
import { expect, it } from "vitest";
import { createHandled } from "./handled.ts";
import { buildRig } from "./testing/rig.ts";

/** The account as its homeserver has it; a device of it writes, and hears what was written when it syncs. */
function account() {
  let content: object = {};
  const device = () => {
    const rig = buildRig((path) => (path.endsWith("app.parley.handled") ? content : {}));
    const writes: object[] = [];
    let fault: Error | null = null;
    rig.client.setAccountDataRaw = async (_type, next: object) => {
      if (fault !== null) throw fault;
      writes.push(next);
      content = next;
      return {};
    };
    const handled = createHandled(rig.handle, () => {});
    return {
      ...rig,
      handled,
      writes,
      fails: (next: Error | null) => {
        fault = next;
      },
      sync(brought: object = content) {
        const event = new MatrixEvent({ type: "app.parley.handled", content: brought as AccountDataEvents[never] });
        rig.client.store.storeAccountDataEvents([event]);
        rig.client.emit(ClientEvent.AccountData, event);
      },
    };
  };
  return { device, events: () => Object.keys({ ...("events" in content ? (content.events as object) : {}) }).sort() };
}
const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

it("keeps what another device has put away since the last sync", async () => {
  const { device, events } = account();
  const [phone, desk] = [device(), device()];
  await phone.handled.note("$a");
  await desk.handled.note("$b");
  expect(events()).toEqual(["$a", "$b"]);
  expect(phone.handled.has("$b")).toBe(false);
  phone.sync();
  expect(phone.handled.has("$b")).toBe(true);
});

it("puts back what another device wrote over at the same time, once, and only what is lost", async () => {
  const { device, events } = account();
  const phone = device();
  await phone.handled.note("$a");
  phone.sync();
  // Whoever wrote this had read before.
  await phone.client.setAccountDataRaw("app.parley.handled", { events: { $b: 7 } });
  phone.sync();
  phone.sync();
  expect(events()).toEqual(["$b"]);
  phone.clock.tick(10_000);
  await turn();
  expect(events()).toEqual(["$a", "$b"]);
  const before = phone.writes.length;
  phone.sync();
  phone.clock.tick(10_000);
  await turn();
  expect(phone.writes.length).toBe(before);
  // An echo that is late is no loss: the next one brings it.
  await phone.handled.note("$c");
  phone.sync({ events: { $a: 1, $b: 7 } });
  phone.sync();
  phone.clock.tick(10_000);
  await turn();
  expect(phone.writes.length).toBe(before + 1);
});

it("says of nothing that it was put away before the homeserver has it", async () => {
  const { device, events } = account();
  const phone = device();
  phone.fails(new Error("no network"));
  const noted = phone.handled.note("$a");
  expect(phone.handled.has("$a")).toBe(false);
  await expect(noted).rejects.toThrow("no network");
  expect(phone.handled.has("$a")).toBe(false);
  phone.fails(null);
  await phone.handled.note("$b");
  expect([phone.handled.has("$a"), phone.handled.has("$b"), events()]).toEqual([false, true, ["$b"]]);
  await phone.handled.note("$a");
  expect(events()).toEqual(["$a", "$b"]);
});
