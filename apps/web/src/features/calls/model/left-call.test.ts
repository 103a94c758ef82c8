import { expect, it } from "vitest";
import { forgetLeftCall, keepLeftCall, readLeftCall } from "./left-call.ts";

function rig() {
  const values = new Map<string, string>();
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
    values,
  };
}
const left = { userId: "@rosa:localhost", roomId: "!a", intent: "video" } as const;

it("is there for the page that comes next, until it is forgotten, and not for one that comes much later", () => {
  const kept = rig();
  expect(readLeftCall(kept, 0)).toBeNull();
  keepLeftCall(kept, left, 1000);
  expect(readLeftCall(kept, 5000)).toEqual(left);
  expect(readLeftCall(kept, 121_000)).toBeNull();
  forgetLeftCall(kept);
  expect(readLeftCall(kept, 5000)).toBeNull();
});

it.each(["nonsense", "null", "{}", '{"userId":1,"roomId":"!a","at":1}', '{"userId":"@a:b","roomId":"!a","at":99}'])(
  "reads nothing from %s",
  (text) => {
    const kept = rig();
    keepLeftCall(kept, left, 0);
    for (const key of kept.values.keys()) kept.values.set(key, text);
    expect(readLeftCall(kept, 2)).toBeNull();
  },
);
