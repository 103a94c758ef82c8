import { AppError, signal } from "@parley/kernel";
import { buildMedia, buildSession, createManualClock } from "@parley/testkit";
import { describe, expect, it, vi } from "vitest";
import { boxOf, mediaHeight } from "../../../shared/media-box.ts";
import { createObjectUrls } from "./object-urls.ts";
import { createPictureMaker, type WorkerPort } from "./picture-maker.ts";
import { createPictures } from "./pictures.ts";
import { playTime } from "./play-time.ts";
import { endingOf, safeName } from "./safe-name.ts";
import { playedType, shownPicture } from "./shown-type.ts";
import { fit, fitted, within, zoomAt } from "./zoom.ts";

/** Waits until something holds, as long as the machine needs. */
const soon = (holds: () => void): Promise<void> => vi.waitFor(holds, { timeout: 5_000, interval: 5 });
const countedUrls = () => {
  let number = 0;
  return createObjectUrls({ create: () => `blob:${++number}`, revoke: () => {} });
};
const gif = new Blob([Uint8Array.from([0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 4, 0, 3, 0, 0, 0])]);

describe("names of files", () => {
  it("show what they are: no path, no turned letters, no hidden ones, the ending kept", () => {
    expect(safeName("holiday.jpg", "x")).toBe("holiday.jpg");
    expect(safeName("annual\u202efdp.exe", "x")).toBe("annualfdp.exe");
    expect(safeName("../../etc/passwd", "x")).toBe("passwd");
    expect(safeName("C:\\Users\\me\\a.txt", "x")).toBe("a.txt");
    expect(safeName("a\u0000b\u200bc\n.pdf", "x")).toBe("abc.pdf");
    expect(safeName("...hidden.", "x")).toBe("hidden");
    expect(safeName("CON.txt", "x")).toBe("_CON.txt");
    expect(safeName('what?<is>:"this"|*.md', "x")).toBe("what__is___this___.md");
    expect(safeName("\u202e \u0000/", "unnamed")).toBe("unnamed");
    expect(safeName(`${"long ".repeat(200)}.tar.gz`, "x")).toMatch(/^long .*….gz$/);
    expect(safeName(`${"long ".repeat(200)}.gz`, "x").length).toBeLessThanOrEqual(120);
    expect(safeName("ملف.pdf", "x")).toBe("ملف.pdf");
    expect(endingOf("a.pdf")).toBe("PDF");
    expect(endingOf("no ending")).toBeNull();
    expect(endingOf(".profile")).toBeNull();
  });
});

describe("places and times", () => {
  it("fit pictures of any shape", () => {
    expect(boxOf(1600, 1067)).toEqual({ width: 420, height: 280 });
    expect(boxOf(24, 24)).toEqual({ width: 64, height: 48 });
    expect(boxOf(40_000, 10)).toEqual({ width: 420, height: 48 });
    expect(boxOf(null, 5)).toEqual({ width: 280, height: 200 });
    expect(mediaHeight(buildMedia({ width: 1600, height: 1067 }), 800)).toBe(288);
    expect(mediaHeight(buildMedia({ width: 1600, height: 1067 }), 210)).toBe(148);
    expect(mediaHeight(buildMedia({ media: "file" }), 800)).toBe(72);
    expect([playTime(0), playTime(187_000), playTime(3_765_000)]).toEqual(["0:00", "3:07", "1:02:45"]);
  });

  it("zoom about a point and keep the edges on the stage", () => {
    const stage = { width: 1000, height: 800 };
    const size = fit({ width: 4000, height: 2000 }, stage);
    expect(size).toEqual({ width: 1000, height: 500 });
    const twice = zoomAt(fitted, 2, { x: 100, y: 50 });
    // What lay under the point still does.
    expect({ x: twice.x + 100 * 2, y: twice.y + 50 * 2 }).toEqual({ x: 100, y: 50 });
    expect(zoomAt(fitted, 0.2, { x: 0, y: 0 }).scale).toBe(1);
    expect(zoomAt(fitted, 1e9, { x: 0, y: 0 }).scale).toBe(8);
    expect(within({ scale: 2, x: 5_000, y: -5_000 }, size, stage)).toEqual({ scale: 2, x: 500, y: -100 });
    expect(within({ scale: 1, x: 9, y: 9 }, size, stage)).toEqual(fitted);
  });
});

describe("what is shown", () => {
  it("is decided by a file's first bytes, not by what its sender calls it", async () => {
    const svg = new Blob(["<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"], { type: "image/png" });
    expect(await shownPicture(svg)).toEqual({ ok: false, why: "kind" });
    expect(await shownPicture(new Blob(["<html>"], { type: "image/gif" }))).toEqual({ ok: false, why: "kind" });
    const shown = await shownPicture(new Blob([gif], { type: "text/html" }));
    expect(shown.ok && shown.file.type).toBe("image/gif");
    expect(playedType("text/html")).toBeNull();
    expect(playedType("Video/MP4; codecs=avc1")).toBe("video/mp4");
  });
});

const whole = { box: null, most: null };

describe("pictures of a session", () => {
  it("are fetched once, shared, kept within a bound, and leave no address behind", async () => {
    const { files } = buildSession();
    const urls = countedUrls();
    const pictures = createPictures(files, urls, gif.size * 2);
    const source = (id: number) => ({ at: "homeserver", mxc: `mxc://x/${id}`, cipher: null }) as const;
    for (let id = 0; id < 6; id += 1) files.blobs.set(`mxc://x/${id}`, gif);
    const one = pictures.hold(source(0), whole);
    const again = pictures.hold(source(0), whole);
    await soon(() => expect(one.picture.value.state).toBe("ready"));
    expect(again.picture).toBe(one.picture);
    expect(files.reads).toEqual(["mxc://x/0"]);
    expect(urls.live).toBe(1);
    one.release();
    one.release();
    again.release();
    expect(urls.live).toBe(1);
    for (let id = 1; id < 6; id += 1) {
      const held = pictures.hold(source(id), whole);
      await soon(() => expect(held.picture.value.state).toBe("ready"));
      held.release();
    }
    expect(urls.live).toBe(2);
    pictures.clear();
    expect(urls.live).toBe(0);
  });

  it("of one address under two keys are two: nobody decides what another's message shows", async () => {
    const asked: unknown[] = [];
    const files = {
      read: async ({ cipher }: { cipher: { key: string } }) => {
        asked.push(cipher.key);
        return cipher.key === "hers" ? gif : new Blob(["noise"]);
      },
    };
    const pictures = createPictures(files as never, countedUrls(), 1_000);
    const named = (key: string) =>
      ({ at: "homeserver", mxc: "mxc://x/1", cipher: { key, iv: "", sha256: "" } }) as const;
    const forged = pictures.hold(named("forged"), whole);
    const hers = pictures.hold(named("hers"), whole);
    await soon(() => expect(forged.picture.value.state).toBe("refused"));
    expect(hers.picture.value.state).toBe("ready");
    expect(asked).toEqual(["forged", "hers"]);
    pictures.clear();
  });

  it("are given up when nobody waits any more, and tried again after a failure", async () => {
    const { files } = buildSession();
    const urls = countedUrls();
    const pictures = createPictures(files, urls, 1_000);
    const source = { at: "homeserver", mxc: "mxc://x/1", cipher: null } as const;
    files.blobs.set("mxc://x/1", "hold");
    const waiting = pictures.hold(source, whole);
    expect(waiting.picture.value).toEqual({ state: "loading", share: 0.4 });
    waiting.release();
    files.blobs.set("mxc://x/1", new AppError("MATRIX_UNREACHABLE", "no line"));
    const failing = pictures.hold(source, whole);
    await soon(() => expect(failing.picture.value.state).toBe("failed"));
    failing.release();
    files.blobs.set("mxc://x/1", gif);
    const good = pictures.hold(source, whole);
    await soon(() => expect(good.picture.value.state).toBe("ready"));
    expect(waiting.picture.value).toEqual({ state: "loading", share: 0.4 });
    good.release();
    pictures.clear();
    expect(urls.live).toBe(0);
  });
});

describe("the maker of pictures", () => {
  it("gives up what takes too long or breaks, and starts anew", async () => {
    const clock = createManualClock();
    const started: WorkerPort[] = [];
    const ended = signal(0);
    const make = createPictureMaker(() => {
      const worker: WorkerPort = {
        postMessage() {},
        terminate() {
          ended.value += 1;
        },
        onmessage: null,
        onerror: null,
      };
      started.push(worker);
      return worker;
    }, clock);
    const slow = make(gif, false);
    await soon(() => expect(clock.waiting).toBe(1));
    clock.tick(30_000);
    expect(await slow).toBeNull();
    const broken = make(gif, false);
    await soon(() => expect(started.length).toBe(2));
    started[1]?.onerror?.({} as ErrorEvent);
    expect(await broken).toBeNull();
    const good = make(gif, false);
    await soon(() => expect(started.length).toBe(3));
    started[2]?.onmessage?.({ data: { id: 3, made: null } } as MessageEvent);
    await good;
    expect(ended.value).toBe(2);
    clock.tick(20_000);
    expect(ended.value).toBe(3);
    expect(clock.waiting).toBe(0);
  });
});
