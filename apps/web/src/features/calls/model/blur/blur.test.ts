import { createManualClock } from "@parley/testkit";
import { describe, expect, it, vi } from "vitest";
import type { BlurNews, BlurOrder } from "./blur-messages.ts";
import { createMakeBlur } from "./make-blur.ts";
import { createPace } from "./pace.ts";
import { boxOf } from "./painter.ts";

describe("how many pictures a second it makes", () => {
  const told = (paces: readonly (readonly [ms: number, pictures: number])[]) => {
    const pace = createPace();
    return paces.flatMap(([ms, pictures]) =>
      Array.from({ length: pictures }, () => pace.took(ms)).filter((one) => one !== null),
    );
  };

  it("is too few below 12, and that is told once", () => {
    expect(told([[100, 200]])).toEqual([true]);
    expect(told([[80, 400]])).toEqual([]);
  });

  it("is not judged by the first pictures, nor by a moment in which the machine did something else", () => {
    expect(
      told([
        [3000, 5],
        [20, 60],
        [120, 17],
        [20, 600],
      ]),
    ).toEqual([]);
  });

  it("is enough again only when it is clearly more", () => {
    expect(
      told([
        [100, 100],
        [75, 300],
        [40, 300],
      ]),
    ).toEqual([true, false]);
  });
});

it("looks at a picture of any shape whole, in the middle of what the model sees", () => {
  expect(boxOf({ width: 1280, height: 720 }, { width: 256, height: 144 })).toEqual({
    x: 0,
    y: 0,
    width: 256,
    height: 144,
  });
  expect(boxOf({ width: 720, height: 1280 }, { width: 256, height: 144 })).toEqual({
    x: 87.5,
    y: 0,
    width: 81,
    height: 144,
  });
});

describe("the worker that blurs", () => {
  const rig = () => {
    const clock = createManualClock();
    const listeners = new Map<string, (event: { data?: BlurNews }) => void>();
    const said: BlurOrder[] = [];
    const worker = {
      postMessage: (order: BlurOrder) => void said.push(order),
      terminate: vi.fn(),
      addEventListener: (name: string, listener: (event: { data?: BlurNews }) => void) =>
        void listeners.set(name, listener),
    };
    const track = Object.assign(new EventTarget(), { stop: vi.fn(), writable: new WritableStream() });
    const camera = new EventTarget();
    const make = createMakeBlur({
      frames: () => new ReadableStream(),
      track: () => track as never,
      worker: () => worker as never,
      files: { wasm: "/w", graph: "/g", model: "/m" },
      clock,
    });
    const news = (data: BlurNews) => listeners.get("message")?.({ data });
    const fail = () => listeners.get("error")?.({});
    return { make: () => make(camera as never, "light"), camera, worker, track, said, news, fail, clock };
  };

  it("is there with its first picture, does as it is told, and holds nothing at the end", async () => {
    const { make, said, news, worker, track, clock } = rig();
    const making = make();
    expect(said.map(({ order }) => order)).toEqual(["begin"]);
    news({ news: "begun" });
    const blurring = await making;
    blurring.set("light");
    blurring.set("strong");
    news({ news: "slow", slow: true });
    expect(blurring.slow.peek()).toBe(true);
    expect(said.slice(1)).toEqual([{ order: "set", blur: "strong" }]);
    blurring.close();
    blurring.close();
    expect(track.stop).toHaveBeenCalledOnce();
    expect(said.slice(2)).toEqual([{ order: "end" }]);
    expect(worker.terminate).not.toHaveBeenCalled();
    news({ news: "ended" });
    expect(worker.terminate).toHaveBeenCalledOnce();
    clock.tick(10_000);
    expect(worker.terminate).toHaveBeenCalledOnce();
  });

  it("is ended where it does not end by itself", async () => {
    const { make, news, worker, clock } = rig();
    const making = make();
    news({ news: "begun" });
    (await making).close();
    clock.tick(2000);
    expect(worker.terminate).toHaveBeenCalledOnce();
  });

  it.each([
    ["breaks", ({ news }: ReturnType<typeof rig>) => news({ news: "broken", reason: "no WebGL 2" })],
    ["does not load", ({ fail }: ReturnType<typeof rig>) => fail()],
    ["loses the camera", ({ camera }: ReturnType<typeof rig>) => void camera.dispatchEvent(new Event("ended"))],
  ])("rejects when it %s before there is a picture, with nothing held", async (_what, then) => {
    const all = rig();
    const making = all.make();
    then(all);
    await expect(making).rejects.toThrow();
    all.clock.tick(2000);
    expect(all.worker.terminate).toHaveBeenCalled();
    expect(all.track.stop).toHaveBeenCalled();
  });

  it("tells when it breaks later on", async () => {
    const { make, news, track } = rig();
    const making = make();
    news({ news: "begun" });
    const blurring = await making;
    const broke = vi.fn();
    blurring.onBreak(broke);
    news({ news: "broken", reason: "memory" });
    expect(broke).toHaveBeenCalledOnce();
    expect(track.stop).toHaveBeenCalledOnce();
  });
});
