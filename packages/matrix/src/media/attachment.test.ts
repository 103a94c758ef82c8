import { systemRandom } from "@parley/kernel";
import { describe, expect, it } from "vitest";
import type { MediaCipher } from "../contract/media.ts";
import { encryptFile, openCipher, openSink, pieceBytes } from "./attachment.ts";
import { Sha256 } from "./sha256.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const random = (length: number) => {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return bytes;
};

describe("SHA-256 in pieces", () => {
  const digest = (...pieces: Uint8Array[]) => {
    const sha = new Sha256();
    for (const piece of pieces) sha.update(piece);
    return hex(sha.digest());
  };

  it("gives the digests of FIPS 180-4's examples", () => {
    expect(digest()).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(digest(bytesOf("abc"))).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(digest(bytesOf("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))).toBe(
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    );
    expect(digest(new Uint8Array(1_000_000).fill(0x61))).toBe(
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
    );
  });

  it("agrees with the platform however the bytes are cut", async () => {
    for (let run = 0; run < 60; run += 1) {
      const pieces = Array.from({ length: run % 12 }, () => random(Math.floor(Math.random() * 300)));
      const whole = await new Blob(pieces).arrayBuffer();
      expect(digest(...pieces)).toBe(hex(new Uint8Array(await crypto.subtle.digest("SHA-256", whole))));
    }
  });
});

async function encrypted(file: Blob): Promise<{ cipher: MediaCipher; bytes: Uint8Array<ArrayBuffer> }> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const cipher = await encryptFile(file, systemRandom, async (piece) => void pieces.push(piece));
  return { cipher, bytes: new Uint8Array(await new Blob(pieces).arrayBuffer()) };
}

/** Feeds bytes to a sink in pieces of `step`. */
async function opened(bytes: Uint8Array<ArrayBuffer>, cipher: MediaCipher | null, step: number): Promise<string> {
  const sink = await openSink(cipher);
  for (let at = 0; at < bytes.length; at += step) await sink.write(bytes.subarray(at, at + step));
  const file = await sink.end("text/plain");
  expect(file.type).toBe("text/plain");
  return hex(new Uint8Array(await file.arrayBuffer()));
}

describe("attachments of encrypted rooms", () => {
  it("opens what the SDKs' test vectors hold", async () => {
    // Those of matrix-encrypt-attachment for `v2`.
    const vectors = [
      {
        text: "",
        sealed: "",
        key: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        iv: "AAAAAAAAAAAAAAAAAAAAAA",
        sha256: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU",
      },
      {
        text: "Hello, World",
        sealed: "5xJZTt5cQicm+9f4",
        key: "__________________________________________8",
        iv: "//////////8AAAAAAAAAAA",
        sha256: "YzF08lARDdOCzJpzuSwsjTNlQc4pHxpdHcXiD/wpK6k",
      },
      {
        text: "alphanumericallyalphanumericallyalphanumericallyalphanumerically",
        sealed: "zhtFStAeFx0s+9L/sSQO+WQMtldqYEHqTxMduJrCIpnkyer09kxJJuA4K+adQE4w+7jZe/vR9kIcqj9rOhDR8Q",
        key: "__________________________________________8",
        iv: "//////////8AAAAAAAAAAA",
        sha256: "IOq7/dHHB+mfHfxlRY5XMeCWEwTPmlf4cJcgrkf6fVU",
      },
      {
        // The counter wraps within its lower half.
        text: "alphanumericallyalphanumericallyalphanumericallyalphanumerically",
        sealed: "tJVNBVJ/vl36UQt4Y5e5m84bRUrQHhcdLPvS/7EkDvlkDLZXamBB6k8THbiawiKZ5Mnq9PZMSSbgOCvmnUBOMA",
        key: "__________________________________________8",
        iv: "/////////////////////w",
        sha256: "LYG/orOViuFwovJpv2YMLSsmVKwLt7pY3f8SYM7KU5E",
      },
    ];
    for (const { text, sealed, ...cipher } of vectors) {
      const bytes = Uint8Array.from(atob(sealed), (letter) => letter.charCodeAt(0));
      expect(await opened(bytes, cipher, 7)).toBe(hex(bytesOf(text)));
      const decipher = await openCipher(cipher);
      const blocks: string[] = [];
      for (let at = 0; at < bytes.length; at += 16) blocks.push(hex(await decipher(bytes.subarray(at, at + 16))));
      expect(blocks.join("")).toBe(hex(bytesOf(text)));
    }
  });

  it("gives back every length, however the network cuts it", async () => {
    for (const length of [0, 1, 16, 17, pieceBytes - 1, pieceBytes + 1]) {
      const clear = random(length);
      const { cipher, bytes } = await encrypted(new Blob([clear]));
      expect(bytes.length).toBe(length);
      if (length > 15) expect(hex(bytes)).not.toBe(hex(clear));
      for (const step of [65_521, 3 * pieceBytes]) expect(await opened(bytes, cipher, step)).toBe(hex(clear));
    }
  });

  it("uses each key once and leaves the counter's lower half at zero", async () => {
    const one = await encrypted(new Blob(["the same words"]));
    const two = await encrypted(new Blob(["the same words"]));
    expect(one.cipher.key).not.toBe(two.cipher.key);
    expect(hex(one.bytes)).not.toBe(hex(two.bytes));
    const iv = Uint8Array.from(atob(one.cipher.iv), (letter) => letter.charCodeAt(0));
    expect(iv.length).toBe(16);
    expect([...iv.subarray(8)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(one.cipher.key).toMatch(/^[\w-]{43}$/);
  });

  it("refuses what was changed, cut short or drawn out, whole", async () => {
    const { cipher, bytes } = await encrypted(new Blob([random(5_000)]));
    const broken = expect.objectContaining({ code: "MATRIX_FILE_BROKEN" });
    const flipped = new Uint8Array(bytes);
    flipped[4_999] = (flipped[4_999] ?? 0) ^ 1;
    await expect(opened(flipped, cipher, 999)).rejects.toEqual(broken);
    await expect(opened(bytes.subarray(0, 4_999), cipher, 999)).rejects.toEqual(broken);
    await expect(opened(new Uint8Array([...bytes, 0]), cipher, 999)).rejects.toEqual(broken);
    await expect(opened(bytes, { ...cipher, sha256: "A".repeat(43) }, 999)).rejects.toEqual(broken);
  });

  it("opens a file that is not encrypted as it is", async () => {
    expect(await opened(bytesOf("plain"), null, 2)).toBe(hex(bytesOf("plain")));
  });
});
