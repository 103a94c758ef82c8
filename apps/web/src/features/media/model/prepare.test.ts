import { createManualClock } from "@parley/testkit";
import { describe, expect, it, vi } from "vitest";
import { createObjectUrls } from "./object-urls.ts";
import { prepareWith } from "./prepare.ts";

const place = "48.8584 N, 2.2945 E";
const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...Buffer.from(part, "latin1")] : [...part])));
const segment = (marker: number, body: Uint8Array) => [
  0xff,
  marker,
  (body.length + 2) >> 8,
  (body.length + 2) & 255,
  ...body,
];

/** A JPEG with so many segments of the largest kind before its header. */
function jpeg(large: number): Uint8Array<ArrayBuffer> {
  const filling = segment(0xe1, bytes(`depth ${place}`, new Array(65_000).fill(7)));
  return bytes(
    [0xff, 0xd8],
    ...Array.from({ length: large }, () => filling),
    segment(0xc0, bytes([8, 1, 44, 1, 144, 3])),
    segment(0xda, bytes("scan")),
    [1, 2, 3, 0xff, 0xd9],
  );
}

function rig() {
  const makePicture = vi.fn(async () => null);
  const urls = createObjectUrls({ create: () => "blob:1", revoke: () => {} });
  return { makePicture, deps: { makePicture, urls, clock: createManualClock() } };
}

describe("a file that is to be sent", () => {
  it.each([0, 12])("loses its place as a picture where %i segments lie before its header", async (large) => {
    const { makePicture, deps } = rig();
    // A worker draws it; where it cannot, the file goes as one, and loses the place all the same.
    const made = await prepareWith(deps, new File([jpeg(large)], "a.jpg", { type: "image/jpeg" }));
    expect(makePicture).toHaveBeenCalledOnce();
    expect(made.media).toBe("file");
    const sent = Buffer.from(await made.file.arrayBuffer());
    expect(sent.includes(place)).toBe(false);
    expect([sent.length < 100, sent.subarray(0, 2), sent.subarray(-2)]).toEqual([
      true,
      Buffer.from([0xff, 0xd8]),
      Buffer.from([0xff, 0xd9]),
    ]);
  });

  it("is left as it is where it is none, whatever it is called", async () => {
    const { makePicture, deps } = rig();
    const file = new File(["words * and more"], "a.jpg", { type: "image/jpeg" });
    const made = await prepareWith(deps, file);
    expect(made).toMatchObject({ media: "file", file, name: "a.jpg", mimetype: "image/jpeg" });
    expect(makePicture).not.toHaveBeenCalled();
  });
});
