import { describe, expect, it } from "vitest";
import { pictureType } from "./picture-type.ts";

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

describe("the type of a picture", () => {
  it.each([
    ["\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png"],
    ["\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"],
    ["GIF89a\x01\0", "image/gif"],
    ["GIF87a\x01\0", "image/gif"],
    ["RIFF\x24\0\0\0WEBPVP8 ", "image/webp"],
  ])("is told by its first bytes: %j", (text, type) => {
    expect(pictureType(bytes(text))).toBe(type);
  });
  it.each([
    "",
    "hello, I am called holiday.png",
    "RIFF\x24\0\0\0WAVEfmt ",
    "\x89PNG",
    "<svg xmlns='http://www.w3.org/2000/svg'/>",
  ])("is not told of anything else: %j", (text) => {
    expect(pictureType(bytes(text))).toBeNull();
  });
});
