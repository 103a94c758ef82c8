import { expect, test, vi } from "vitest";
import { MediaKeyProvider } from "./key-provider.ts";

const key = (index: number) => ({ index, key: crypto.getRandomValues(new Uint8Array(16)) });

test("a connection that is new goes on with one's own newest key, whatever keys of others came since", async () => {
  const provider = new MediaKeyProvider("@ada:x:D");
  provider.use("@ada:x:D", key(0));
  provider.use("@ada:x:D", key(3));
  provider.use("@bo:x:D", key(0));
  await expect.poll(() => provider.getKeys().length).toBe(3);
  expect(provider.getLatestManuallySetKeyIndex()).toBe(3);
});

test("one that cannot be put to use stops none of the later ones", async () => {
  const provider = new MediaKeyProvider("@ada:x:D");
  const imported = vi.spyOn(crypto.subtle, "importKey").mockRejectedValueOnce(new Error("no key"));
  const unheard: unknown[] = [];
  const hear = (thrown: unknown) => void unheard.push(thrown);
  process.on("unhandledRejection", hear);
  provider.use("@bo:x:D", key(0));
  provider.use("@ada:x:D", key(1));
  await expect.poll(() => provider.getLatestManuallySetKeyIndex()).toBe(1);
  expect([provider.getKeys().length, imported.mock.calls.length, unheard]).toEqual([1, 2, []]);
  process.off("unhandledRejection", hear);
});
