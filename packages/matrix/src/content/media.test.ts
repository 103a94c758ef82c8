import { describe, expect, it } from "vitest";
import type { OutgoingMedia } from "../contract/media.ts";
import { messageBody } from "./body.ts";
import { mediaContent } from "./read-media.ts";
import { contentWithFiles, mediaMessage } from "./write-media.ts";

const same = (words: string) => words;
const cipher = { key: "A".repeat(43), iv: `${"A".repeat(21)}Q`, sha256: "B".repeat(43) };
const image: OutgoingMedia = {
  media: "image",
  file: new Blob(["12345"]),
  name: "saturday.jpg",
  mimetype: "image/jpeg",
  width: 1200,
  height: 800,
  duration: null,
  blurhash: "LEHV6nWB2yk8pyo0adR*.7kCMdnj",
  thumbnail: { file: new Blob(["1"]), mimetype: "image/webp", width: 600, height: 400 },
};
const files = (clear: boolean) => [
  { role: "file" as const, cipher, done: { mxc: "mxc://x.y/file", clear } },
  { role: "thumbnail" as const, cipher, done: { mxc: "mxc://x.y/small", clear } },
];

describe("what a media message says", () => {
  it("reads back what was written, in the clear and encrypted", () => {
    for (const clear of [true, false]) {
      const written = contentWithFiles(mediaMessage(image, { msgtype: "m.text", body: "look" }), files(clear));
      expect(JSON.stringify(written).includes("A256CTR")).toBe(!clear);
      expect(written.url === undefined).toBe(!clear);
      const source = (mxc: string) => ({ at: "homeserver", mxc, cipher: clear ? null : cipher });
      expect(mediaContent(String(written.msgtype), written, same)).toEqual({
        type: "media",
        media: "image",
        name: "saturday.jpg",
        size: 5,
        width: 1200,
        height: 800,
        mimetype: "image/jpeg",
        duration: null,
        blurhash: image.blurhash,
        caption: { text: "look", html: null },
        source: source("mxc://x.y/file"),
        thumbnail: { source: source("mxc://x.y/small"), mimetype: "image/webp", width: 600, height: 400 },
      });
    }
  });

  it("takes words for a caption only where a name stands beside them", () => {
    const read = (content: object) => mediaContent("m.image", { ...content }, same);
    expect(read({ body: "cat.png" })).toMatchObject({ name: "cat.png", caption: null });
    expect(read({ body: "cat.png", filename: "cat.png" })).toMatchObject({ name: "cat.png", caption: null });
    expect(read({ body: "my cat", filename: "cat.png" })).toMatchObject({
      name: "cat.png",
      caption: { text: "my cat" },
    });
    const answer = mediaMessage(image, {
      msgtype: "m.text",
      body: "",
      "m.relates_to": { "m.in_reply_to": { event_id: "$1" } },
    });
    expect(answer).toMatchObject({ body: "saturday.jpg", "m.relates_to": { "m.in_reply_to": { event_id: "$1" } } });
  });

  it("shows names and words of a file in the order in which they stand", () => {
    const read = (content: object) => mediaContent("m.file", { ...content }, same);
    const html = { format: "org.matrix.custom.html", formatted_body: "<b>see \u202Eexe.nacs</b>" };
    expect(read({ body: "see \u202Eexe.nacs", filename: "a\u202Egpj.exe", ...html })).toMatchObject({
      name: "a gpj.exe",
      caption: { text: "see exe.nacs", html: "<b>see exe.nacs</b>" },
    });
    // A mark at its front and around its dot would show the ending first.
    expect(read({ body: "\u200Fexe\u200F.\u200Ftxt" })?.name).toBe("exe . txt");
    expect(read({ body: "\u0646\u0645\u200C\u0627\u06CC.pdf" })?.name).toBe("\u0646\u0645\u200C\u0627\u06CC.pdf");
    expect(messageBody({ msgtype: "m.odd", body: "\u202Eolleh" }, false, null)).toMatchObject({ fallback: "olleh" });
  });

  it("reads nothing out of what is broken: no address, no key, no number", () => {
    const read = (content: object) => mediaContent("m.image", { body: "x", ...content }, same);
    const file = contentWithFiles(mediaMessage(image, null), files(false)).file as Record<string, unknown>;
    expect(read({ file })?.source).not.toBeNull();
    const broken: object[] = [
      { url: "https://evil.example/x.png" },
      { url: "mxc://x.y/../../admin" },
      { url: "mxc://x.y/a?b" },
      { file: { ...file, v: "v1" } },
      { file: { ...file, url: "javascript:alert(1)" } },
      { file: { ...file, key: { ...(file.key as object), alg: "none" } } },
      { file: { ...file, key: { ...(file.key as object), k: "short" } } },
      { file: { ...file, iv: "!" } },
      { file: { ...file, hashes: {} } },
      // A broken key must not make the other address count: that one may be a stranger's.
      { file: { ...file, hashes: {} }, url: "mxc://x.y/file" },
    ];
    for (const content of broken) expect(read(content)?.source, JSON.stringify(content)).toBeNull();
    const odd = read({
      info: { w: -1, h: 1e300, size: "9", duration: Number.NaN, mimetype: "a\nb", blurhash: "<script>" },
    });
    expect(odd).toMatchObject({
      width: null,
      height: null,
      size: null,
      duration: null,
      mimetype: null,
      blurhash: null,
    });
  });

  it("stands whatever an event says", () => {
    const odd: unknown[] = [
      null,
      true,
      -1,
      1e308,
      "",
      "x".repeat(70_000),
      "\u202e\u0000",
      [],
      [[]],
      {},
      { key: 1 },
      "mxc://",
    ];
    const any = () => odd[Math.floor(Math.random() * odd.length)];
    const file = () => ({
      v: "v2",
      url: any(),
      key: { kty: "oct", alg: "A256CTR", k: any() },
      iv: any(),
      hashes: any(),
    });
    for (let run = 0; run < 2_000; run += 1) {
      const info = { w: any(), size: any(), mimetype: any(), thumbnail_file: file(), thumbnail_info: any() };
      const content = { body: any(), filename: any(), info: run % 2 === 0 ? info : any(), file: file(), url: any() };
      const read = mediaContent("m.video", content, same);
      expect(typeof read?.name).toBe("string");
      expect((read?.name ?? "").length).toBeLessThanOrEqual(255);
      expect(read?.source).toBeNull();
    }
  });
});
