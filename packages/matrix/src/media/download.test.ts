import { silentLog } from "@parley/kernel";
import { createManualClock } from "@parley/testkit";
import { expect, it } from "vitest";
import type { Tokens } from "../auth/tokens.ts";
import { createDownloads, type Wanted } from "./download.ts";
import { createUploadLimit } from "./files.ts";

function rig(answer: () => Response) {
  const asked: { url: string; token: string | null }[] = [];
  const tokens: Tokens = {
    accessToken: "secret",
    async fetch(input, init) {
      asked.push({ url: String(input), token: new Headers(init?.headers).get("authorization") });
      return answer();
    },
    revoke: async () => {},
  };
  const client = {
    mxcUrlToHttp: (...given: readonly unknown[]) => `https://x/${given[6] === true ? "v1" : "v3"}`,
  };
  const wanted: Wanted = {
    mxc: "mxc://x/a",
    cipher: null,
    type: "image/png",
    box: null,
    most: 10,
    signal: new AbortController().signal,
    progress: () => {},
  };
  return { asked, wanted, download: createDownloads(client, tokens, createManualClock()) };
}

it("asks for files with the token, and in no other way", async () => {
  const { asked, wanted, download } = rig(() => Response.json({ errcode: "M_UNRECOGNIZED" }, { status: 404 }));
  await expect(download(wanted)).rejects.toMatchObject({ code: "MATRIX_NOT_FOUND" });
  expect(asked).toEqual([{ url: "https://x/v1", token: "Bearer secret" }]);
});

it("asks for the limit of uploads in no other way either", async () => {
  const asked: unknown[] = [];
  const client = {
    getMediaConfig(authenticated = false) {
      asked.push(authenticated);
      return Promise.reject(new Error("M_UNRECOGNIZED"));
    },
  };
  expect(await createUploadLimit(client, silentLog)()).toBeNull();
  expect(asked).toEqual([true]);
});

it("gives up a file that is larger than is wanted, said or not", async () => {
  for (const headers of [{}, { "content-length": "11" }]) {
    const { wanted, download } = rig(() => new Response(new Uint8Array(11), { headers }));
    await expect(download(wanted)).rejects.toMatchObject({ code: "MATRIX_TOO_LARGE" });
  }
});
