import { createManualClock } from "@parley/testkit";
import { expect, it, vi } from "vitest";
import { createInstall, type InstallOffer } from "./install.ts";

const day = 24 * 3_600_000;

function device() {
  const kept = new Map<string, string>();
  const clock = createManualClock();
  const open = (over: { installed?: boolean; byHand?: boolean } = {}) => {
    let offer: (offer: InstallOffer) => void = () => {};
    let done: () => void = () => {};
    const install = createInstall({
      store: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) },
      clock,
      installed: false,
      byHand: false,
      onOffer: (run) => {
        offer = run;
      },
      onInstalled: (run) => {
        done = run;
      },
      ...over,
    });
    return { install, offer: (made: InstallOffer) => offer(made), installed: () => done() };
  };
  return { kept, clock, open };
}
const made = () => ({ preventDefault: vi.fn(), prompt: vi.fn(async () => {}) });

it("is not spoken of at first sight, but on another day", () => {
  const { clock, open } = device();
  expect(open().install.hinted.value).toBe(false);
  clock.tick(day);
  expect(open().install.hinted.value).toBe(true);
});

it("is spoken of at the fifth visit of a day, and never again once it was dismissed", () => {
  const { open } = device();
  const hints = Array.from({ length: 5 }, () => open().install);
  expect(hints.map(({ hinted }) => hinted.value)).toEqual([false, false, false, false, true]);
  hints.at(-1)?.dismiss();
  expect(open().install.hinted.value).toBe(false);
});

it("keeps the browser's own bar back, and lets it ask when the person wants", async () => {
  const { install, offer, installed } = device().open();
  expect(install.way.value).toBe("none");
  const first = made();
  offer(first);
  expect(first.preventDefault).toHaveBeenCalledOnce();
  expect(install.way.value).toBe("asks");
  await install.ask();
  expect(first.prompt).toHaveBeenCalledOnce();
  expect(install.way.value).toBe("none");
  offer(made());
  expect(install.way.value).toBe("asks");
  installed();
  expect(install.way.value).toBe("none");
});

it("knows the browsers in which it goes by hand, and when it is done", () => {
  expect(device().open({ byHand: true }).install.way.value).toBe("by-hand");
  expect(device().open({ byHand: true, installed: true }).install.way.value).toBe("none");
});

it("makes nothing of what someone else wrote there", () => {
  const { kept, open } = device();
  for (const words of ["[]", "{", '{"visits":"many","firstAt":null}', "7"]) {
    kept.set("parley.install", words);
    expect(open().install.hinted.value).toBe(false);
  }
});
