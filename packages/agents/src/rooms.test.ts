import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

/** Each looks only at those before it: docs/decisions/0024. */
const rooms = ["contract", "providers", "context", "policy", "tools", "loop", "replay"];

describe("the rooms of the package", () => {
  it.each(rooms)("%s looks only at those before it", (room) => {
    const files = readdirSync(join(import.meta.dirname, room), { recursive: true, encoding: "utf8" });
    const seen = files
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
      .flatMap((file) => [
        ...readFileSync(join(import.meta.dirname, room, file), "utf8").matchAll(/from "(?:\.\.\/)+([a-z]+)\//g),
      ])
      .map(([, other]) => other ?? "");
    const later = seen.filter((other) => rooms.includes(other) && rooms.indexOf(other) > rooms.indexOf(room));
    expect(later).toEqual([]);
    expect(seen).not.toContain("testing");
  });
});
