import { createManualClock } from "@parley/testkit";
import { MatrixClient, MemoryStore } from "matrix-js-sdk";
import { expect, it } from "vitest";
import type { Tokens } from "../auth/tokens.ts";
import { mediaContent } from "../content/read-media.ts";
import { createDownloads } from "../media/download.ts";
import { createMedia } from "./media.ts";

function rig() {
  const asked: string[] = [];
  const client = new MatrixClient({ baseUrl: "https://hs.test", userId: "@me:hs.test", store: new MemoryStore() });
  const tokens: Tokens = {
    accessToken: "secret",
    async fetch(address) {
      asked.push(String(address));
      return new Response("picture", { headers: { "content-type": "image/png" } });
    },
    revoke: async () => {},
  };
  return { asked, client, tokens };
}
const never = new AbortController().signal;
const size = { width: 40, height: 40 };
const noAddresses = ["https://evil.test/x.png", "mxc://", "mxc://a_b/c", "mxc://a/b~c", "x", ""];

it.each(noAddresses)("asks for no face that has no address: %j", async (avatar) => {
  const { asked, client, tokens } = rig();
  const read = createMedia(client, tokens, never);
  expect(await read(avatar, size)).toBeNull();
  expect(asked).toEqual([]);
  expect((await read("mxc://hs.test/face", size))?.type).toBe("image/png");
});

it.each(noAddresses)("asks for no file that has no address, which is none of a message: %j", async (mxc) => {
  const { asked, client, tokens } = rig();
  const wanted = { mxc, cipher: null, type: "image/png", box: null, most: 1e6, signal: never, progress: () => {} };
  const download = createDownloads(client, tokens, createManualClock());
  await expect(download(wanted)).rejects.toMatchObject({ code: "MATRIX_NOT_FOUND" });
  expect(asked).toEqual([]);
  expect(mediaContent("m.image", { body: "a.png", url: mxc }, (words) => words)?.source).toBeNull();
});
