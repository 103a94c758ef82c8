import { expect, it, vi } from "vitest";
import { lazily } from "./lazily.ts";

it("fetches once, and again after a failure", async () => {
  const fetch = vi.fn(async () => "here");
  fetch.mockRejectedValueOnce(new Error("no network"));
  const get = lazily(fetch);
  await expect(get()).rejects.toThrow("no network");
  expect(await Promise.all([get(), get()])).toEqual(["here", "here"]);
  expect(fetch).toHaveBeenCalledTimes(2);
});
