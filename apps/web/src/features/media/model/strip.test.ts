import { describe, expect, it } from "vitest";
import { isDecodable, readImageHeader } from "../../../shared/pictures/image-header.ts";
import { stripMetadata } from "../../../shared/pictures/strip-metadata.ts";
import { blankPlaces } from "./blank-place.ts";
import { stripFilm } from "./strip-film.ts";

type Bytes = Uint8Array<ArrayBuffer>;
const text = (words: string): Bytes => Uint8Array.from(words, (letter) => letter.charCodeAt(0));
const join = (...parts: readonly (Bytes | readonly number[])[]): Bytes =>
  Uint8Array.from(parts.flatMap((part) => [...part]));
const u16 = (value: number) => [value >> 8, value & 255];
const u32 = (value: number) => [value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255];
const le16 = (value: number) => u16(value).reverse();
const le32 = (value: number) => u32(value).reverse();
const place = "48.8584 N, 2.2945 E";
const held = async (blob: Blob | null) => new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0));
const says = (bytes: Uint8Array, words: string) => Buffer.from(bytes).includes(words);

/** A directory of a TIFF with an orientation and, behind it, a place. */
const tiff = (orientation: number) =>
  join(text("II*\0"), le32(8), [1, 0], [0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0], le32(0), text(place));
const segment = (marker: number, body: Bytes) => join([0xff, marker], u16(body.length + 2), body);

function jpeg(orientation: number, between: Bytes = join()): Bytes {
  return join(
    [0xff, 0xd8],
    segment(0xe0, join(text("JFIF\0"), [1, 1, 0, 0, 72, 0, 72, 1, 6], text(place))),
    segment(0xe0, join(text("JFXX\0"), [0x10], text(place))),
    segment(0xee, join(text("Adobe"), [0, 100, 0, 0, 0, 0, 1], text(place))),
    segment(0xf0, text(place)),
    segment(0xe1, join(text("Exif\0\0"), tiff(orientation))),
    segment(0xe1, text(`http://ns.adobe.com/xap/1.0/\0${place}`)),
    segment(0xe2, text("ICC_PROFILE\0colours")),
    segment(0xe2, text(`MPF\0${place}`)),
    segment(0xed, text(`Photoshop 3.0\0${place}`)),
    segment(0xfe, text(place)),
    // A table that holds what looks like an end.
    segment(0xdb, join([0xff, 0xd9], text("table"))),
    segment(0xc2, join([8], u16(300), u16(400), [3])),
    segment(0xda, text("scan")),
    [1, 2, 0xff, 0x00, 0xff, 0xd0, 3],
    segment(0xc4, join([0xff, 0xd9], text("more"))),
    between,
    segment(0xda, text("scan2")),
    [4, 0xff, 0xd9],
    text(`a film with ${place}`),
  );
}

describe("what a picture says of itself", () => {
  it("is taken from a JPEG with stray bytes between its parts, which keeps its pixels", async () => {
    const head = join([0xff, 0xd8], segment(0xc0, join([8], u16(30), u16(40), [1])), [0, 7], text(place), [0xff, 0xd0]);
    const from = join(head, segment(0xc4, text("table")), segment(0xda, text("scan")), [1, 2, 0xff, 0xd9]);
    const to = await held(stripMetadata(from));
    expect(readImageHeader(to)).toMatchObject({ type: "image/jpeg", width: 40, height: 30 });
    expect([says(to, "table"), says(to, "scan"), says(to, place)]).toEqual([true, true, false]);
    // Without a scan there is nothing that could be sent.
    expect(stripMetadata(head)).toBeNull();
  });

  it("loses the place, keeps colours, pixels and the way up (JPEG)", async () => {
    const from = jpeg(6);
    expect(readImageHeader(from)).toEqual({ type: "image/jpeg", width: 300, height: 400, orientation: 6 });
    const to = await held(stripMetadata(from));
    expect(says(to, place)).toBe(false);
    expect(says(to, "ICC_PROFILE\0colours")).toBe(true);
    expect(says(to, "JFIF")).toBe(true);
    expect(says(to, "more")).toBe(true);
    expect([...to.slice(-3)]).toEqual([4, 0xff, 0xd9]);
    expect(readImageHeader(to)).toEqual(readImageHeader(from));
    // Nothing that is drawn has changed.
    const scan = Buffer.from(from).indexOf(Buffer.from(segment(0xda, text("scan"))));
    const end = from.length - text(`a film with ${place}`).length;
    expect(Buffer.from(to).includes(Buffer.from(from.subarray(scan, end)))).toBe(true);
    expect(says(await held(stripMetadata(jpeg(1))), "Exif")).toBe(false);
    expect(says(to, "Adobe\0d\0\0\0\0\u0001")).toBe(true);
    // Nor between the scans.
    const odd = join(segment(0xfe, text(place)), segment(0xe1, text(place)));
    expect(await held(stripMetadata(jpeg(6, odd)))).toEqual(to);
  });

  it("loses it in a PNG and in a WebP", async () => {
    const chunk = (type: string, body: Bytes) => join(u32(body.length), text(type), body, [0, 0, 0, 0]);
    const png = join(
      [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
      chunk("IHDR", join(u32(20), u32(10), [8, 6, 0, 0, 0])),
      chunk("iTXt", text(place)),
      chunk("caBX", text(place)),
      chunk("tRNS", text("clear")),
      chunk("eXIf", tiff(3)),
      chunk("IDAT", text("pixels")),
      chunk("IEND", text("")),
      text(place),
    );
    const clean = await held(stripMetadata(png));
    expect(says(clean, place)).toBe(false);
    expect(says(clean, "pixels")).toBe(true);
    expect(says(clean, "clear")).toBe(true);
    expect(says(clean, "eXIf")).toBe(true);
    expect(readImageHeader(clean)).toMatchObject({ type: "image/png", width: 20, height: 10 });

    const riff = (type: string, body: Bytes) => join(text(type), le32(body.length), body, body.length % 2 ? [0] : []);
    const chunks = join(
      riff("VP8X", join([0x2c, 0, 0, 0], [19, 0, 0], [9, 0, 0])),
      riff("VP8L", text("pixels")),
      riff("EXIF", tiff(1)),
      riff("XMP ", text(place)),
      riff("C2PA", text(place)),
      riff("ANMF", join(new Uint8Array(16), riff("VP8 ", text("frame")), riff("odd ", text(place)))),
    );
    const webp = join(text("RIFF"), le32(chunks.length + 4), text("WEBP"), chunks);
    const bare = await held(stripMetadata(webp));
    expect(says(bare, place)).toBe(false);
    expect(readImageHeader(bare)).toMatchObject({ type: "image/webp", width: 20, height: 10 });
    expect(bare[20]).toBe(0x20);
    expect(says(bare, "frame")).toBe(true);
    expect(new DataView(bare.buffer).getUint32(4, true)).toBe(bare.length - 8);
  });

  it("loses it in a GIF, which moves on", async () => {
    const block = (body: Bytes) => join([body.length], body);
    const kept = join(
      text("GIF89a"),
      [4, 0, 3, 0, 0x80, 0, 0],
      text("colors"),
      [0x21, 0xff],
      block(text("NETSCAPE2.0")),
      block(join([1, 0, 0])),
      [0],
    );
    const frame = join(
      [0x21, 0xf9, 4, 0, 5, 0, 0, 0],
      [0x2c, 0, 0, 0, 0, 4, 0, 3, 0, 0, 2],
      block(text("pixels")),
      [0],
    );
    const odd = join([0x21, 0xff], block(text("XMP DataXMP")), block(text(place)), [0]);
    const comment = join([0x21, 0xfe], block(text(place)), [0]);
    const from = join(kept, odd, frame, comment, frame, [0x3b], text(place));
    expect(await held(stripMetadata(from))).toEqual(join(kept, frame, frame, [0x3b]));
    for (let length = 6; length < from.length; length += 1) await held(stripMetadata(from.slice(0, length)));
  });

  it("is blanked in place where the file cannot be taken apart (HEIC, TIFF)", () => {
    // Byte order, one entry that points to the place's directory at 26, and there a reference and three fractions.
    const entry = (tag: number, type: number, count: number, value: number[]) =>
      join(le16(tag), le16(type), le32(count), value);
    const gps = join(
      text("II*\0"),
      le32(8),
      le16(1),
      entry(0x8825, 4, 1, le32(26)),
      le32(0),
      le16(2),
      entry(1, 2, 2, [0x4e, 0, 0, 0]),
      entry(2, 5, 3, le32(56)),
      le32(0),
      text("48/1 51/1 30/1 degrees  "),
      text("pixels"),
    );
    const xmp = text(`<x:xmpmeta><exif:GPSLatitude>${place}</exif:GPSLatitude></x:xmpmeta>`);
    const files = [
      join(gps, xmp),
      join(u32(24), text("ftypheic\0\0\0\0mif1heic"), text("Exif\0\0"), gps, xmp),
      // A chunk of a broken PNG names no EXIF.
      join(text("\x89PNG**"), text("eXIf"), gps, xmp),
    ];
    for (const file of files) {
      const bytes = new Uint8Array(file);
      expect(blankPlaces(bytes)).toBe(true);
      expect(bytes.length).toBe(file.length);
      expect(says(bytes, "48/1")).toBe(false);
      expect(says(bytes, place)).toBe(false);
      expect(says(bytes, "pixels")).toBe(true);
    }
    expect(blankPlaces(text("nothing to see"))).toBe(false);
    for (let length = 0; length < gps.length; length += 1) blankPlaces(gps.slice(0, length));
  });

  it("cannot be cleaned where nobody knows how, and says so", () => {
    expect(stripMetadata(text("<svg xmlns='http://www.w3.org/2000/svg'/>"))).toBeNull();
    expect(stripMetadata(text("\0\0\0\x20ftypavif0000"))).toBeNull();
  });

  it("stands broken and hostile headers", async () => {
    const from = jpeg(6);
    for (let length = 0; length < 200; length += 1) {
      const cut = from.slice(0, length);
      readImageHeader(cut);
      await held(stripMetadata(cut));
    }
    for (let run = 0; run < 500; run += 1) {
      const odd = new Uint8Array(from);
      for (let n = 0; n < 8; n += 1)
        odd[2 + Math.floor(Math.random() * (odd.length - 2))] = Math.floor(Math.random() * 256);
      const to = await held(stripMetadata(odd));
      expect(to.length).toBeLessThanOrEqual(odd.length + 40);
    }
  });

  it("is not decoded when it claims more than memory", () => {
    expect(isDecodable({ width: 8_000, height: 6_000 })).toBe(true);
    expect(isDecodable({ width: 60_000, height: 60_000 })).toBe(false);
    expect(isDecodable({ width: 100_000, height: 1 })).toBe(false);
    expect(isDecodable({ width: 0, height: 5 })).toBe(false);
  });
});

describe("what a film says of itself", () => {
  const box = (type: string, ...body: Bytes[]) => {
    const inner = join(...body);
    return join(u32(8 + inner.length), text(type), inner);
  };

  const full = (...values: number[]) => join(u32(0), ...values.map(u32));
  /** A track whose chunks lie at these places. */
  const track = (kind: string, stsz: Bytes, chunks: readonly number[], ...more: Bytes[]) =>
    box(
      "trak",
      box("tkhd", text("head")),
      ...more,
      box(
        "mdia",
        box("mdhd", text("time")),
        box("hdlr", full(0), text(kind)),
        box(
          "minf",
          box(
            "stbl",
            // Two samples in the first chunk, one in each that follows.
            box("stsc", full(2, 1, 2, 1, 2, 1, 1)),
            stsz,
            box("stco", full(chunks.length, ...chunks)),
          ),
        ),
      ),
    );

  it.each([
    { form: "a size for each", stsz: box("stsz", full(0, 3, 4, 6, 10)) },
    { form: "sizes in one byte", stsz: box("stz2", full(8, 3), Uint8Array.of(4, 6, 10)) },
  ])("loses the places on the way, a camera's telemetry ($form)", async ({ stsz }) => {
    const head = box("ftyp", text("mp42"));
    const data = join(text("pixels1"), text("48.8582.29"), text("pixels2"), text("51.2N13.7E"), text("pixels3"));
    const at = head.length + 8;
    const film = join(
      head,
      box("mdat", data),
      box(
        "moov",
        box("mvhd", text("head")),
        track("vide", box("stsz", full(7, 3)), [at, at + 17, at + 34]),
        // The last place lies outside of the data: nothing is touched there.
        track("meta", stsz, [at + 7, at + 24, 4]),
      ),
      text("\0\0\0\0after48.858"),
    );
    const to = await held(await stripFilm(new Blob([film])));
    expect(to.length).toBe(film.length);
    for (const words of ["48.85", "2.29", "51.2", "13.7", "meta"]) expect(says(to, words)).toBe(false);
    for (const words of ["pixels1\0", "\0pixels2\0", "\0pixels3", "vide", "ftypmp42"])
      expect(says(to, words)).toBe(true);
    expect(Buffer.from(to).indexOf("vide")).toBe(Buffer.from(film).indexOf("vide"));
  });

  it("loses the place, and nothing moves", async () => {
    const film = join(
      box("ftyp", text("isom")),
      box("skip", text(place)),
      box("meta", text(place)),
      box(
        "moov",
        box("mvhd", text("head")),
        box("udta", box("\u00a9xyz", text(place))),
        box("GPS ", text(place)),
        track("vide", box("stsz", full(6, 1)), [0], box("meta", text(place))),
      ),
      box("mdat", text("frames")),
    );
    const to = await held(await stripFilm(new Blob([film], { type: "video/mp4" })));
    expect(to.length).toBe(film.length);
    expect(says(to, place)).toBe(false);
    expect(says(to, "free")).toBe(true);
    expect(Buffer.from(to).indexOf("frames")).toBe(Buffer.from(film).indexOf("frames"));
  });

  it("stays as it is when it is no such film, or a broken one", async () => {
    for (const bytes of [
      text("webm"),
      join(u32(8), text("ftyp"), u32(3), text("moov")),
      join(u32(8), text("ftyp"), u32(1)),
    ]) {
      const file = new Blob([bytes]);
      expect(await held(await stripFilm(file))).toEqual(await held(file));
    }
  });
});
