import { expect, test } from "vitest";
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
