import { crc32, deflateSync } from "node:zlib";
import { type RealStack, startRealStack } from "@parley/testkit/stack";
import { indexedDB } from "fake-indexeddb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MediaContent, MediaSource, OutgoingMedia } from "../contract/media.ts";
import type { MessageItem, Timeline } from "../contract/timeline.ts";
import { messages, Person, until } from "../timeline/testing/real-person.ts";

let stack: RealStack;
let ann: Person;
let bob: Person;
let roomId: string;

beforeAll(async () => {
  stack = await startRealStack();
  ann = await Person.signUp(stack, "ann", fetch);
  bob = await Person.signUp(stack, "bob", fetch);
  const spaceId = await ann.session.rooms.createSpace({ name: "Space", channels: [] });
  roomId = await ann.session.rooms.createChannel(spaceId, { name: "general" });
  await until("the channel", () => ann.session.rooms.details(roomId).value?.membership === "join");
  await ann.session.rooms.invite(roomId, bob.account.userId);
  await until("the invitation", () => bob.session.rooms.list.value.invites.find(({ id }) => id === roomId));
  await bob.session.rooms.join(roomId);
});

afterAll(async () => {
  await ann?.session.close();
  await bob?.session.close();
  await stack?.stop();
});

function noise(bytes: number): Blob {
  const piece = crypto.getRandomValues(new Uint8Array(65_536));
  const parts = Array.from({ length: Math.ceil(bytes / piece.length) }, (_, at) => {
    const part = new Uint8Array(piece);
    part[0] = at;
    return part;
  });
  return new Blob(parts).slice(0, bytes);
}

const fingerprint = async (file: Blob): Promise<string> =>
  Buffer.from(await crypto.subtle.digest("SHA-256", await file.arrayBuffer())).toString("hex");

/** A grey PNG of so many pixels on each side. */
function square(edge: number): Uint8Array<ArrayBuffer> {
  const chunk = (type: string, body: Buffer) => {
    const named = Buffer.concat([Buffer.from(type), body]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, sum]);
  };
  const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0]);
  head.writeUInt32BE(edge, 0);
  head.writeUInt32BE(edge, 4);
  const rows = Buffer.alloc((edge + 1) * edge, 120);
  for (let row = 0; row < edge; row += 1) rows[row * (edge + 1)] = 0;
  return Uint8Array.from(
    Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunk("IHDR", head),
      chunk("IDAT", deflateSync(rows)),
      chunk("IEND", Buffer.alloc(0)),
    ]),
  );
}

const plain: Omit<OutgoingMedia, "file" | "name"> = {
  media: "file",
  mimetype: "application/zip",
  width: null,
  height: null,
  duration: null,
  blurhash: null,
  thumbnail: null,
};

const mediaOf = (timeline: Timeline, name: string): (MessageItem & { body: MediaContent }) | undefined =>
  messages(timeline).find((item): item is MessageItem & { body: MediaContent } => {
    return item.body.type === "media" && item.body.name === name;
  });

const shown = (timeline: Timeline, name: string, ms?: number) =>
  until(`${name} shown`, () => mediaOf(timeline, name), ms);
const arrived = (timeline: Timeline, name: string) =>
  until(`${name} arrived`, () => {
    const item = mediaOf(timeline, name);
    return item?.eventId != null && item.send === null ? item : null;
  });

function sourceOf(item: MessageItem & { body: MediaContent }): MediaSource {
  if (item.body.source === null) throw new Error("no source");
  return item.body.source;
}

describe("files between two encrypted sessions", () => {
  it("says what the homeserver takes", async () => {
    expect(await ann.session.files.limit()).toBeGreaterThan(50 * 1024 * 1024);
  });

  it("carries a picture with its small one and a caption, enciphered on the way", async () => {
    const here = await ann.open(roomId);
    const there = await bob.open(roomId);
    const file = noise(70_000);
    const small = noise(4_000);
    await here.sendMedia(
      {
        ...plain,
        media: "image",
        mimetype: "image/jpeg",
        file,
        name: "boat.jpg",
        width: 1200,
        height: 800,
        blurhash: "LEHV6nWB2yk8pyo0adR*.7kCMdnj",
        thumbnail: { file: small, mimetype: "image/webp", width: 600, height: 400 },
      },
      { text: "the boat" },
    );
    const mine = await arrived(here, "boat.jpg");
    const item = await shown(there, "boat.jpg");
    expect(item.body).toMatchObject({
      media: "image",
      width: 1200,
      height: 800,
      size: 70_000,
      blurhash: "LEHV6nWB2yk8pyo0adR*.7kCMdnj",
      caption: { text: "the boat" },
    });
    const source = sourceOf(item);
    if (source.at !== "homeserver" || source.cipher === null) throw new Error("it was not enciphered");
    const read = await bob.session.files.read(source, { type: "image/jpeg" });
    expect(read.type).toBe("image/jpeg");
    expect(await fingerprint(read)).toBe(await fingerprint(file));
    const thumbnail = item.body.thumbnail?.source ?? source;
    expect(await fingerprint(await bob.session.files.read(thumbnail))).toBe(await fingerprint(small));
    // What lies on the homeserver is noise, and a wrong key or hash shows nothing of it.
    const raw = await bob.session.files.read({ ...source, cipher: null });
    expect(await fingerprint(raw)).not.toBe(await fingerprint(file));
    const forged = { ...source, cipher: { ...source.cipher, sha256: "A".repeat(43) } };
    await expect(bob.session.files.read(forged)).rejects.toMatchObject({ code: "MATRIX_FILE_BROKEN" });
    await expect(bob.session.files.read(source, { most: 1_000 })).rejects.toMatchObject({ code: "MATRIX_TOO_LARGE" });
    // The sender has it at hand.
    expect(await fingerprint(await ann.session.files.read(sourceOf(mine)))).toBe(await fingerprint(file));
    here.close();
    there.close();
  });

  it("carries 24 MB, also over a reload in the middle and an outage, and is passed by words", async () => {
    let here = await ann.open(roomId);
    const there = await bob.open(roomId);
    const file = noise(24 * 1024 * 1024);
    const plug = ann.unplug();
    await here.sendMedia({ ...plain, file, name: "photos.zip" }, null);
    expect(mediaOf(here, "photos.zip")).toMatchObject({ send: { state: "queued" }, body: { source: { at: "here" } } });
    here.close();
    await ann.reload();
    here = await ann.open(roomId);
    const waiting = await shown(here, "photos.zip");
    // Kept over the reload, readable before it has arrived.
    expect(sourceOf(waiting).at).toBe("here");
    expect(await fingerprint(await ann.session.files.read(sourceOf(waiting)))).toBe(await fingerprint(file));
    plug();
    await ann.ready();
    await arrived(here, "photos.zip");
    const item = await shown(there, "photos.zip", 60_000);
    const shares: (number | null)[] = [];
    const read = await bob.session.files.read(sourceOf(item), { progress: (share) => shares.push(share) });
    expect(read.size).toBe(file.size);
    expect(await fingerprint(read)).toBe(await fingerprint(file));
    expect(shares.at(-1)).toBe(1);
    here.close();
    there.close();
  });

  it("takes a file back while it goes up, and words written after it arrive without it", async () => {
    const here = await ann.open(roomId);
    let hold = Promise.withResolvers<Response>();
    ann.intercept = (url) => (url.pathname.endsWith("/upload") ? hold.promise : null);
    await here.sendMedia({ ...plain, file: noise(100_000), name: "held.zip" }, null);
    await here.send({ text: "words pass by" });
    await until("the words", () =>
      messages(here).some(
        (item) => item.body.type === "text" && item.body.text === "words pass by" && item.send === null,
      ),
    );
    const item = await shown(here, "held.zip");
    await until("the upload", () => ann.session.files.progress(item.key).value !== null);
    await here.discard(item.key);
    expect(mediaOf(here, "held.zip")).toBeUndefined();
    hold.reject(new TypeError("given up"));
    hold = Promise.withResolvers<Response>();
    ann.intercept = () => null;
    expect(ann.session.queued.value).toBe(0);
    here.close();
  });

  it("gives up what the homeserver calls too large, and says so", async () => {
    const here = await ann.open(roomId);
    ann.intercept = (url) =>
      url.pathname.endsWith("/upload")
        ? Response.json({ errcode: "M_TOO_LARGE", error: "Upload request body is too large" }, { status: 413 })
        : null;
    await here.sendMedia({ ...plain, file: noise(1_000), name: "huge.zip" }, null);
    await until("the failure", () => mediaOf(here, "huge.zip")?.send?.state === "failed");
    expect(mediaOf(here, "huge.zip")?.send).toMatchObject({ reason: "too-large" });
    ann.intercept = () => null;
    await here.retry(mediaOf(here, "huge.zip")?.key ?? "");
    await arrived(here, "huge.zip");
    here.close();
  });

  it("sends in the clear where the room is not encrypted, and reads a smaller picture made by the homeserver", async () => {
    const answer = await fetch(`${stack.baseUrl}/_matrix/client/v3/createRoom`, {
      method: "POST",
      headers: { authorization: `Bearer ${ann.session.accessToken()}` },
      body: JSON.stringify({ preset: "public_chat", name: "open" }),
    });
    const { room_id: openRoom }: { room_id: string } = JSON.parse(await answer.text());
    const here = await ann.open(openRoom);
    const file = new Blob([square(300)]);
    await here.sendMedia({ ...plain, media: "image", mimetype: "image/png", file, name: "square.png" }, null);
    const source = sourceOf(await arrived(here, "square.png"));
    expect(source).toMatchObject({ at: "homeserver", cipher: null });
    await ann.reload();
    await ann.ready();
    const whole = await ann.session.files.read(source);
    expect(await fingerprint(whole)).toBe(await fingerprint(file));
    const small = await ann.session.files.read(source, { box: { width: 96, height: 96 } });
    const bytes = new DataView(await small.arrayBuffer());
    expect(bytes.getUint32(0)).toBe(0x89504e47);
    expect(bytes.getUint32(16)).toBeLessThan(300);
    here.close();
  });

  it("leaves nothing of what waits behind at sign-out", async () => {
    const here = await ann.open(roomId);
    ann.intercept = (url) => (url.pathname.endsWith("/upload") ? new Promise(() => {}) : null);
    await here.sendMedia({ ...plain, file: noise(50_000), name: "secret.zip" }, null);
    const kept = async (): Promise<string[]> => {
      const databases: { name?: string }[] = await indexedDB.databases();
      return databases.map(({ name }) => name ?? "").filter((name) => name.includes("ann"));
    };
    expect((await kept()).some((name) => name.endsWith("::uploads"))).toBe(true);
    here.close();
    await ann.session.signOut();
    expect(await kept()).toEqual([]);
  });

  it("reports what cannot be had", async () => {
    const nowhere: MediaSource = { at: "homeserver", mxc: "mxc://localhost/nothinghere", cipher: null };
    await expect(bob.session.files.read(nowhere)).rejects.toMatchObject({ code: "MATRIX_NOT_FOUND" });
    const plug = bob.unplug();
    await expect(bob.session.files.read(nowhere)).rejects.toMatchObject({ code: "MATRIX_UNREACHABLE" });
    plug();
    const stop = AbortSignal.abort(new Error("closed"));
    await expect(bob.session.files.read(nowhere, { signal: stop })).rejects.toThrow("closed");
  });
});
