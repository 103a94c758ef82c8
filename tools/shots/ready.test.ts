import { expect, it } from "vitest";
import { type Look, untilReady } from "./ready.ts";

const drawn: Look = { empty: false, loading: null, changes: 0, requests: 0 };

/** A page that looks like this at each time, milliseconds. */
function pageThat(looks: (ms: number) => Partial<Look>) {
  let now = 0;
  return {
    look: async () => ({ ...drawn, ...looks(now) }),
    pause: async (ms: number) => {
      now += ms;
    },
    now: () => now,
  };
}
const still = { loading: false };

it("waits for what is slow to come, and until nothing changes any more", async () => {
  const page = pageThat((ms) => ({
    empty: ms < 4000,
    loading: ms >= 4000 && ms < 9000 ? "Loading this part." : null,
    changes: Math.min(ms, 10_000),
  }));
  expect(await untilReady(page, still)).toBeNull();
  expect(page.now()).toBeGreaterThanOrEqual(10_500);
});

it("takes a page that never rests once it is whole", async () => {
  const page = pageThat((ms) => ({ changes: ms }));
  expect(await untilReady(page, still)).toBeNull();
  expect(page.now()).toBeLessThan(5000);
});

it.each([
  ["The page is empty.", { empty: true }],
  ["Still loading: Loading this part.", { loading: "Loading this part." }],
  ["Parts of the page have not come.", { requests: 1 }],
])("calls it a fault: %s", async (fault, look) => {
  expect(
    await untilReady(
      pageThat(() => look),
      still,
    ),
  ).toBe(fault);
});

it("takes a page that loads where that is its scene, but no empty one", async () => {
  const scene = { loading: true };
  expect(
    await untilReady(
      pageThat(() => ({ loading: "Starting", requests: 1 })),
      scene,
    ),
  ).toBeNull();
  expect(
    await untilReady(
      pageThat(() => ({ empty: true })),
      scene,
    ),
  ).toBe("The page is empty.");
});
