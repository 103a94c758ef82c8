import { createScope, silentLog, sleep } from "@parley/kernel";
import { createManualClock } from "@parley/testkit";
import { describe, expect, it } from "vitest";
import { type CacheNews, keepSyncCache } from "./sync-cache.ts";

function setup() {
  const clock = createManualClock();
  const scope = createScope();
  const saves: number[] = [];
  let tell: (news: CacheNews) => void = () => {};
  let watching = true;
  let takesMs = 0;
  const cache = {
    watch(changed: (news: CacheNews) => void) {
      tell = changed;
      return () => {
        watching = false;
      };
    },
    async save() {
      saves.push(clock.now());
      if (takesMs > 0) await sleep(clock, takesMs);
    },
  };
  const begun = clock.now();
  keepSyncCache(cache, { clock, log: silentLog }, scope);
  const pass = async (ms: number) => {
    clock.tick(ms);
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  return {
    scope,
    pass,
    tell: (news: CacheNews) => tell(news),
    saves: () => saves.map((at) => at - begun),
    isWatching: () => watching,
    takes(ms: number) {
      takesMs = ms;
    },
  };
}

describe("the sync cache", () => {
  it("is written soon for what is important, later for the rest, once for many", async () => {
    const { tell, pass, saves } = setup();
    tell("other");
    tell("other");
    await pass(5000);
    expect(saves()).toEqual([]);
    tell("important");
    await pass(1000);
    expect(saves()).toEqual([6000]);
    tell("other");
    await pass(15_000);
    expect(saves()).toHaveLength(2);
  });

  it("rests in proportion to what writing costs", async () => {
    const { tell, pass, saves, takes } = setup();
    takes(500);
    tell("important");
    await pass(1000);
    expect(saves()).toHaveLength(1);
    await pass(500);
    tell("important");
    await pass(9500);
    expect(saves()).toHaveLength(1);
    await pass(1000);
    expect(saves()).toHaveLength(2);
  });

  it("is written soon again when rooms came while it was being written", async () => {
    const { tell, pass, saves, takes } = setup();
    takes(50);
    tell("important");
    await pass(1000);
    tell("important");
    tell("other");
    await pass(50);
    await pass(1000);
    expect(saves()).toEqual([1000, 2050]);
  });

  it("is written at once when the connection is cut, and not without anything new", async () => {
    const { tell, pass, saves, takes } = setup();
    tell("cut");
    await pass(60_000);
    expect(saves()).toEqual([]);
    takes(500);
    tell("other");
    await pass(2000);
    tell("cut");
    await pass(0);
    expect(saves()).toEqual([62_000]);
    await pass(500);
    // Nor does it rest then.
    tell("other");
    await pass(1000);
    tell("cut");
    await pass(0);
    expect(saves()).toEqual([62_000, 63_500]);
  });

  it("ends with its scope", async () => {
    const { tell, pass, saves, scope, isWatching } = setup();
    tell("important");
    scope.end();
    await pass(60_000);
    expect(saves()).toEqual([]);
    expect(isWatching()).toBe(false);
  });
});
