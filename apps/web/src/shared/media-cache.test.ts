import { describe, expect, it, vi } from "vitest";
import { createMediaCache } from "./media-cache.ts";

const png = { bytes: new Uint8Array([1]), type: "image/png" };
const flush = () => new Promise((done) => setTimeout(done, 0));

function setup(limit = 1) {
  const live = new Set<string>();
  let count = 0;
  const cache = createMediaCache(limit, {
    create() {
      count += 1;
      live.add(`blob:${count}`);
      return `blob:${count}`;
    },
    revoke: (url) => void live.delete(url),
  });
  return { cache, live };
}

describe("media cache", () => {
  it("loads once for all who show a picture, and tells them", async () => {
    const { cache } = setup();
    const load = vi.fn(async () => png);
    const changed = vi.fn();
    cache.hold("a", load, changed);
    cache.hold("a", load, changed);
    await flush();
    expect(load).toHaveBeenCalledTimes(1);
    expect(changed).toHaveBeenCalledTimes(2);
    expect(cache.url("a")).toBe("blob:1");
  });
  it("keeps a few that nobody shows, and revokes the oldest beyond them", async () => {
    const { cache, live } = setup(1);
    for (const key of ["a", "b"]) {
      const release = cache.hold(
        key,
        async () => png,
        () => {},
      );
      await flush();
      release();
      release();
    }
    expect(cache.url("a")).toBeNull();
    expect([...live]).toEqual(["blob:2"]);
  });
  it("never revokes what is shown", async () => {
    const { cache, live } = setup(0);
    cache.hold(
      "a",
      async () => png,
      () => {},
    );
    await flush();
    cache.hold(
      "b",
      async () => png,
      () => {},
    )();
    await flush();
    expect(live.has("blob:1")).toBe(true);
  });
  it("tries again what could not be had, and shows no SVG", async () => {
    const { cache } = setup();
    const load = vi.fn(async () => ({ bytes: png.bytes, type: "image/svg+xml" }));
    for (let turn = 0; turn < 2; turn++) {
      const release = cache.hold("a", load, () => {});
      await flush();
      expect(cache.url("a")).toBeNull();
      release();
    }
    expect(load).toHaveBeenCalledTimes(2);
  });
});
