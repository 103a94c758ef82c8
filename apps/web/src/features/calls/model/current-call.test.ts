import { createManualClock } from "@parley/testkit";
import { buildCall, type FakeCall } from "@parley/testkit/calls";
import { expect, it, vi } from "vitest";
import { createCurrentCall, type PrepareCall } from "./current-call.ts";

const entry = { intent: "audio", microphone: true, camera: false } as const;
const settled = () => new Promise((resolve) => setImmediate(resolve));

function begin() {
  const made: FakeCall[] = [];
  const prepared: string[] = [];
  const prepare: PrepareCall = (roomId) => {
    prepared.push(roomId);
    return {
      join() {
        const call = buildCall({ roomId, state: { state: "joining", since: 0 } });
        made.push(call);
        return call;
      },
    };
  };
  let answer: { resolve(prepare: PrepareCall): void; reject(error: unknown): void } | null = null;
  const load = vi.fn(() => new Promise<PrepareCall>((resolve, reject) => (answer = { resolve, reject })));
  const clock = createManualClock();
  const current = createCurrentCall({ load, clock });
  return {
    current,
    made,
    prepared,
    load,
    clock,
    async loaded() {
      answer?.resolve(prepare);
      await settled();
    },
    async lost(error: unknown) {
      answer?.reject(error);
      await settled();
    },
  };
}

it("stands at joining from the click on, before anything is loaded", async () => {
  const { current, made, clock, loaded } = begin();
  current.join("!a", entry);
  expect(current.now.value).toMatchObject({ roomId: "!a", since: clock.now() });
  expect(current.now.value?.state.value.state).toBe("joining");
  expect(current.now.value?.call.value).toBeNull();
  await loaded();
  expect(current.now.value?.call.value).toBe(made[0]);
});

it("is in one call at most: another room's is left", async () => {
  const { current, made, loaded } = begin();
  current.join("!a", entry);
  await loaded();
  current.join("!b", entry);
  await loaded();
  expect(made.map((call) => call.roomId)).toEqual(["!a", "!b"]);
  expect(made[0]?.asked).toEqual(["leave"]);
  await settled();
  // The end of the first one does not take the second away.
  expect(current.now.value?.roomId).toBe("!b");
  expect(made[1]?.asked).toEqual([]);
});

it("does not join twice, but joins again what is over", async () => {
  const { current, made, loaded } = begin();
  current.join("!a", entry);
  current.join("!a", entry);
  await loaded();
  current.join("!a", entry);
  expect(made).toHaveLength(1);
  const [first] = made;
  if (first !== undefined) first.state.value = { state: "left", why: "removed" };
  current.join("!a", entry);
  await loaded();
  expect(made).toHaveLength(2);
});

it("comes into no call that was left while it was loaded", async () => {
  const { current, made, loaded } = begin();
  current.join("!a", entry);
  await current.leave();
  await loaded();
  expect(current.now.value).toBeNull();
  expect(made).toHaveLength(0);
});

it("shows no more of a call that one has left, and keeps the word about one that ended by itself", async () => {
  const { current, made, loaded } = begin();
  current.join("!a", entry);
  await loaded();
  const [call] = made;
  if (call !== undefined) call.state.value = { state: "left", why: "elsewhere" };
  await settled();
  expect(current.now.value?.state.value).toEqual({ state: "left", why: "elsewhere" });
  if (call !== undefined) call.state.value = { state: "left", why: "own" };
  await settled();
  expect(current.now.value).toBeNull();
});

it("says that what calls need could not be loaded, and tries again", async () => {
  const { current, made, load, loaded, lost } = begin();
  current.join("!a", entry);
  await lost(new Error("gone"));
  expect(current.now.value?.state.value).toMatchObject({ state: "unloaded" });
  current.again();
  expect(current.now.value?.state.value.state).toBe("joining");
  await loaded();
  expect(load).toHaveBeenCalledTimes(2);
  expect(made[0]?.roomId).toBe("!a");
});

it("does not stay at joining where a call cannot be got ready", async () => {
  const clock = createManualClock();
  const load = async (): Promise<PrepareCall> => () => {
    throw new Error("this room is not known");
  };
  const current = createCurrentCall({ load, clock });
  current.prepare("!a");
  current.join("!a", entry);
  await settled();
  expect(current.now.value?.state.value).toMatchObject({ state: "unloaded" });
});

it("loads ahead without a word when that fails", async () => {
  const { current, load, lost } = begin();
  current.prepare("!a");
  expect(load).toHaveBeenCalledTimes(1);
  await lost(new Error("gone"));
  expect(current.now.value).toBeNull();
});

it("joins by what was got ready, while that is fresh", async () => {
  const { current, prepared, made, clock, loaded } = begin();
  current.prepare("!a");
  await loaded();
  current.prepare("!a");
  current.join("!a", entry);
  await loaded();
  expect(prepared).toEqual(["!a"]);
  expect(made).toHaveLength(1);
  await current.leave();
  current.prepare("!b");
  await loaded();
  clock.tick(61_000);
  current.join("!b", entry);
  await loaded();
  expect(prepared).toEqual(["!a", "!b", "!b"]);
});

it("comes into no call that was left while it was got ready", async () => {
  const { current, made, prepared, answer } = (() => {
    const made: FakeCall[] = [];
    const prepared: string[] = [];
    const waits = Promise.withResolvers<void>();
    const prepare: PrepareCall = async (roomId) => {
      prepared.push(roomId);
      await waits.promise;
      return {
        join() {
          const call = buildCall({ roomId });
          made.push(call);
          return call;
        },
      };
    };
    const current = createCurrentCall({ load: async () => prepare, clock: createManualClock() });
    return { current, made, prepared, answer: waits.resolve };
  })();
  current.join("!a", entry);
  await settled();
  expect(current.now.value?.state.value.state).toBe("joining");
  await current.leave();
  current.join("!b", entry);
  answer();
  await settled();
  expect(prepared).toEqual(["!a", "!b"]);
  expect(made.map(({ roomId }) => roomId)).toEqual(["!b"]);
});
