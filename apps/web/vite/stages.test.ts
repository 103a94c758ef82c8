import { expect, test } from "vitest";
import { circleIn, stagesOf } from "./stages.ts";

const lucide = (file: string) => `/r/node_modules/lucide-react/dist/esm/${file}.mjs`;

const graph: Readonly<Record<string, readonly string[]>> = {
  "/r/apps/web/index.html": ["/r/apps/web/src/main.tsx"],
  "/r/apps/web/src/main.tsx": ["/r/react.js"],
  "/r/apps/web/src/features/auth/index.ts": ["/r/button.tsx", "/r/react.js"],
  "/r/apps/web/src/app/frame/FrameRoute.tsx": ["/r/react.js", "/r/button.tsx", "/r/menu.tsx"],
  "/r/apps/web/src/features/chat/ui/room/RoomView.tsx": ["/r/menu.tsx", "/r/timeline.tsx"],
  "/r/timeline.tsx": ["/r/menu.tsx", "/r/react.js"],
  "/r/packages/matrix/src/session/session.ts": ["/r/logger.ts", "/r/errors.ts"],
  "/r/packages/matrix/src/auth/oauth.ts": ["/r/logger.ts", "/r/errors.ts"],
  "/r/logger.ts": ["/r/node_modules/matrix-js-sdk/lib/logger.js"],
  "/r/settings.tsx": ["/r/menu.tsx", lucide("lucide-react")],
  "/r/button.tsx": [lucide("lucide-react")],
  "/r/menu.tsx": [lucide("lucide-react")],
  [lucide("lucide-react")]: [lucide("icons/eye"), lucide("icons/pin"), lucide("icons/key")],
};
const code: Readonly<Record<string, string>> = {
  "/r/button.tsx": 'import { Eye as See } from "lucide-react";',
  "/r/menu.tsx": 'import { Pin } from "lucide-react";',
  "/r/settings.tsx": 'import { Key, Pin } from "lucide-react";',
  [lucide("lucide-react")]: `export { default as Key } from './icons/key.mjs';
export { default as Eye, default as EyeIcon } from './icons/eye.mjs';
export { default as Pin } from './icons/pin.mjs';`,
};

const ids = [...new Set(Object.entries(graph).flat(2))];
const named = stagesOf(ids, (id) => ({
  importedIds: graph[id] ?? [],
  dynamicImporters: ["somewhere"],
  code: code[id] ?? null,
}));

test("a module is in the first stage that needs it", () => {
  expect(named.get("/r/menu.tsx")).toBe("frame");
  expect(named.get("/r/timeline.tsx")).toBe("room");
  expect(named.get(lucide("icons/pin"))).toBe("icons");
  expect(named.get(lucide("icons/key"))).toBe("late-icons");
});

test("what is seen before anyone is signed in loads no stage, and what is lazy is in none", () => {
  for (const id of ["/r/react.js", "/r/button.tsx", lucide("icons/eye"), "/r/settings.tsx"])
    expect(named.has(id)).toBe(false);
});

test("what stands on the SDK goes with it, also where signing in uses it", () => {
  expect(named.get("/r/logger.ts")).toBe("session");
  expect(named.get("/r/node_modules/matrix-js-sdk/lib/logger.js")).toBe("session");
  expect(named.has("/r/errors.ts")).toBe(false);
});

test("what a stage imports is in it, in one before it, or in none", () => {
  const order = ["icons", "frame", "room", "session"];
  for (const [id, name] of named) {
    for (const needed of graph[id] ?? []) {
      const other = named.get(needed);
      if (other !== undefined) expect(order.indexOf(other)).toBeLessThanOrEqual(order.indexOf(name));
    }
  }
});

test("files that import each other are found", () => {
  expect(circleIn({ a: { imports: ["b", "c"] }, b: { imports: ["c"] }, c: {} })).toBeNull();
  expect(circleIn({ a: { imports: ["b"] }, b: { imports: ["c"] }, c: { imports: ["b"] } })).toBe("b → c → b");
});
