import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog, systemClock } from "@parley/kernel";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createEgressFetch, type EgressFetch } from "../../platform/egress-fetch.ts";
import { createDownloads } from "./downloads.ts";

const file = Buffer.concat([Buffer.from("GGUF"), Buffer.alloc(300_000, 7)]);
const sha256 = createHash("sha256").update(file).digest("hex");

let folder: string;
let ranges: (string | undefined)[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let url: string;
let ways: { named: EgressFetch; public: EgressFetch };
const server = createServer((request, response) => {
  ranges.push(request.headers.range);
  answer(request, response);
});
const open: ReturnType<typeof createDownloads>[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "parley-downloads-"));
  ranges = [];
  answer = whole;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/some/tiny.gguf`;
  ways = { named: createEgressFetch("named"), public: createEgressFetch("public") };
});
afterEach(async () => {
  for (const one of open.splice(0)) one.close();
  ways.named.close();
  ways.public.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

/** A server that knows ranges. */
function whole({ headers }: IncomingMessage, response: ServerResponse) {
  const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0);
  if (from >= file.length) {
    response.writeHead(416, { "content-range": `bytes */${file.length}` }).end();
    return;
  }
  const range = { "content-range": `bytes ${from}-${file.length - 1}/${file.length}` };
  response.writeHead(from > 0 ? 206 : 200, { "content-length": file.length - from, ...(from > 0 ? range : {}) });
  response.end(file.subarray(from));
}

/** Sends so much of it, and breaks off. */
const cut = (bytes: number) => (_request: IncomingMessage, response: ServerResponse) => {
  response.writeHead(200, { "content-length": file.length });
  response.write(file.subarray(0, bytes), () => setTimeout(() => response.destroy(), 20));
};

function downloads(freeBytes = () => 1e12) {
  const fetches = { named: ways.named.fetch, public: ways.public.fetch };
  const made = createDownloads({ folder, ways: fetches, clock: systemClock, log: silentLog, freeBytes });
  open.push(made);
  return made;
}

const until = (one: ReturnType<typeof createDownloads>, state: string) =>
  vi.waitFor(() => expect(one.list()[0]?.state).toBe(state), { timeout: 8_000, interval: 10 });

test("a file comes, is counted, and takes its name when its checksum is right", async () => {
  const one = downloads();
  expect(one.start({ url, sha256 })).toEqual({
    name: "tiny.gguf",
    state: "going",
    received: 0,
    bytes: null,
    message: null,
  });
  await until(one, "done");
  expect(one.list()).toEqual([
    { name: "tiny.gguf", state: "done", received: file.length, bytes: file.length, message: null },
  ]);
  expect(readFileSync(join(folder, "tiny.gguf")).equals(file)).toBe(true);
  expect(readdirSync(folder)).toEqual(["tiny.gguf"]);
  expect(() => one.start({ url, sha256 })).toThrow("already");
});

test("a connection that is cut is gone on with, from where it was", async () => {
  answer = (request, response) => {
    answer = whole;
    cut(100_000)(request, response);
  };
  const one = downloads();
  one.start({ url, sha256, name: "other.gguf" });
  await until(one, "done");
  expect(ranges).toEqual([undefined, "bytes=100000-"]);
  expect(readFileSync(join(folder, "other.gguf")).equals(file)).toBe(true);
});

test("stopped, it goes on after the server was started anew; without ranges it begins again", async () => {
  answer = (_request, response) => {
    response.writeHead(200, { "content-length": file.length });
    response.write(file.subarray(0, 50_000));
  };
  const one = downloads();
  one.start({ url, sha256 });
  await vi.waitFor(() => expect(one.list()[0]?.received).toBe(50_000));
  one.stop("tiny.gguf");
  await until(one, "stopped");
  expect(existsSync(join(folder, "tiny.gguf"))).toBe(false);
  answer = (_request, response) => void response.writeHead(200, { "content-length": file.length }).end(file);
  const two = downloads();
  expect(two.start({ url, sha256 }).received).toBe(50_000);
  await until(two, "done");
  expect(ranges).toEqual([undefined, "bytes=50000-"]);
  expect(readFileSync(join(folder, "tiny.gguf")).equals(file)).toBe(true);
});

test("all of it there already is looked at, not fetched", async () => {
  writeFileSync(join(folder, `.${sha256}.part`), file);
  const one = downloads();
  one.start({ url, sha256 });
  await until(one, "done");
  expect(ranges).toEqual([`bytes=${file.length}-`]);
});

test("a wrong checksum is said, and nothing of the file stays", async () => {
  const one = downloads();
  one.start({ url, sha256: "0".repeat(64) });
  await until(one, "failed");
  expect(one.list()[0]?.message).toContain("another checksum");
  expect(readdirSync(folder)).toEqual([]);
});

test("what is not there, does not fit or leads home is a fault at once", async () => {
  const fail = async (free?: () => number) => {
    const one = downloads(free);
    one.start({ url, sha256 });
    await until(one, "failed");
    return one.list()[0]?.message;
  };
  answer = (_request, response) => void response.writeHead(404).end();
  expect(await fail()).toContain("answered 404");
  answer = whole;
  expect(await fail(() => 1_000_100_000)).toContain("disk is too full");
  answer = (_request, response) =>
    void response.writeHead(302, { location: url.replace("127.0.0.1", "localhost") }).end();
  expect(await fail()).toContain("localhost");
  answer = (_request, response) => void response.writeHead(302, { location: url }).end();
  expect(await fail()).toContain("sent on too often");
  expect(existsSync(join(folder, "tiny.gguf"))).toBe(false);
  for (const name of ["../up.gguf", "a/b.gguf", "x.txt", ".hidden.gguf"]) {
    expect(() => downloads().start({ url, sha256, name })).toThrow(".gguf");
  }
});

test("the same file does not come twice at once, under another name neither", async () => {
  answer = (_request, response) => {
    response.writeHead(200, { "content-length": file.length });
    response.write(file.subarray(0, 100_000));
  };
  const one = downloads();
  one.start({ url, sha256 });
  await vi.waitFor(() => expect(one.list()[0]?.received).toBe(100_000));
  expect(() => one.start({ url, sha256, name: "other.gguf" })).toThrow("is on its way already, as tiny.gguf");
  expect(ranges).toHaveLength(1);
});
