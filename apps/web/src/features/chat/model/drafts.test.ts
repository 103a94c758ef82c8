import { createManualClock } from "@parley/testkit";
import { expect, it, vi } from "vitest";
import { createDrafts } from "./drafts.ts";

const room = "!a:localhost";
/** Lets promises that wait for nothing run out. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

/** Drafts over a store that answers nothing while `broken` says so of a name. */
function open(kept: Map<string, string>) {
  const clock = createManualClock();
  const state = { broken: (_name: string): boolean => true };
  const check = (name: string): void => {
    if (state.broken(name)) throw new Error("the connection to the store is lost");
  };
  const drafts = createDrafts(
    {
      async get(name) {
        check(name);
        return kept.get(name) ?? null;
      },
      async set(name, words) {
        check(name);
        if (words === null) kept.delete(name);
        else kept.set(name, words);
      },
    },
    clock,
  );
  const written = async () => {
    clock.tick(1_000);
    await settle();
    return Object.fromEntries(kept);
  };
  return { drafts, state, written };
}

it("writes over nothing that could not be read, and puts it before what was written since", async () => {
  const { drafts, state, written } = open(new Map([[room, "a long letter"]]));
  const field = vi.fn((words: string) => drafts.set(room, `${words}\n${drafts.get(room)}`));
  drafts.attach(room, field);
  expect(await drafts.load(room)).toBe("");
  drafts.set(room, "x");
  expect(await written()).toEqual({ [room]: "a long letter" });
  state.broken = () => false;
  drafts.set(room, "xy");
  expect(await written()).toEqual({ [room]: "a long letter\nxy" });
  expect(field).toHaveBeenCalledExactlyOnceWith("a long letter", null);
  drafts.set(room, "another one");
  expect(await written()).toEqual({ [room]: "another one" });
});

it("does so where the room has no field any more, and for words that came back beside it", async () => {
  const { drafts, state, written } = open(new Map([[`returned/${room}`, "a long letter"]]));
  const leaves = drafts.attach(room, () => {});
  await drafts.load(room);
  drafts.set(room, "x");
  leaves();
  state.broken = () => false;
  expect(await written()).toEqual({ [room]: "a long letter\nx" });
  expect(drafts.get(room)).toBe("a long letter\nx");
});

it("shows what was read though the store takes nothing", async () => {
  const { drafts, state } = open(
    new Map([
      [room, "begun"],
      [`returned/${room}`, "a long letter"],
    ]),
  );
  let reads = 0;
  state.broken = () => {
    reads += 1;
    return reads > 2;
  };
  expect(await drafts.load(room)).toBe("a long letter\nbegun");
});

it("tells a field that is opened anew of what could not be read before, once", async () => {
  const { drafts, state, written } = open(new Map([[room, "a long letter"]]));
  drafts.attach(room, () => {})();
  await drafts.load(room);
  state.broken = () => false;
  const field = vi.fn();
  drafts.attach(room, field);
  const words = await drafts.load(room);
  drafts.set(room, words);
  expect(await written()).toEqual({ [room]: "a long letter" });
  drafts.set(room, "");
  expect(await written()).toEqual({});
  expect(field).not.toHaveBeenCalled();
});

it("asks again for the answered message and for the change that could not be read", async () => {
  const asked = JSON.stringify(["$1", "@mira:localhost", "Mira", "what now?"]);
  const kept = new Map([
    [`reply/${room}`, asked],
    [`edit/${room}`, JSON.stringify(["$2", "at length"])],
  ]);
  const { drafts, state } = open(kept);
  expect([await drafts.replies.load(room), await drafts.edits.load(room)]).toEqual([null, null]);
  state.broken = () => false;
  expect(await drafts.replies.load(room)).toMatchObject({ eventId: "$1" });
  expect(await drafts.edits.load(room)).toEqual({ eventId: "$2", words: "at length" });
});
