import { expect, it } from "vitest";
import { LocalFiles } from "./local-files.ts";
import type { StagedFiles } from "./staged-files.ts";

const cipher = { key: "mine", iv: "iv", sha256: "hash" };

it("gives what was just sent to nobody who names it with another key", async () => {
  const staged = { stage: async (id: string) => ({ id, size: 1, cipher }) } as unknown as StagedFiles;
  const files = new LocalFiles(async () => staged);
  const { signal } = new AbortController();
  const [secret, clear] = [new Blob(["secret"]), new Blob(["clear"])];
  await files.stage("1", secret, signal);
  await files.stage("2", clear, signal);
  files.arrived("1", "mxc://x/1", cipher);
  files.arrived("2", "mxc://x/2", null);
  expect(files.sent("mxc://x/1", { ...cipher })).toBe(secret);
  expect(files.sent("mxc://x/2", null)).toBe(clear);
  expect(files.sent("mxc://x/1", { ...cipher, key: "forged" })).toBeNull();
  expect(files.sent("mxc://x/1", null)).toBeNull();
  expect(files.sent("mxc://x/2", cipher)).toBeNull();
});
