import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
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

describe("the door", () => {
  it("loads no code of others but the kernel: providers and parsers come when they are used", () => {
    const loaded = new Set<string>();
    const foreign = new Set<string>();
    const load = (file: string) => {
      if (loaded.has(file)) return;
      loaded.add(file);
      const text = readFileSync(file, "utf8");
      for (const [, what = "", from = ""] of text.matchAll(/^(?:import|export)\s+(type\s)?[^;]*?from "([^"]+)";$/gm)) {
        if (what !== "") continue;
        if (from.startsWith(".")) load(join(dirname(file), from));
        else foreign.add(from);
      }
    };
    load(join(import.meta.dirname, "index.ts"));
    expect(loaded.size).toBeGreaterThan(25);
    expect([...foreign]).toEqual(["@parley/kernel"]);
  });
});
