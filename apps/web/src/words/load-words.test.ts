import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { signal } from "@parley/kernel";
import { describe, expect, it } from "vitest";
import { spoken, wordsOf } from "../shared/learned-words.ts";
import type { Language, StringSet } from "../shared/messages.ts";
import { sharedStrings } from "../shared/strings/index.ts";
import { speakerOf } from "../shared/use-strings.ts";
import { followLanguage } from "./load-words.ts";

const src = fileURLToPath(new URL("..", import.meta.url));

describe("words", () => {
  it("are English until another language is chosen and there", async () => {
    const chosen = signal<{ language: Language }>({ language: "en" });
    await followLanguage(chosen);
    expect(Object.keys(spoken.value)).toEqual(["en"]);
    const t = speakerOf(sharedStrings, "es");
    expect(t("cancel")).toBe("Cancel");
    chosen.value = { language: "es" };
    await expect.poll(() => Object.keys(spoken.value)).toEqual(["en", "es"]);
    expect(t("cancel")).toBe("Cancelar");
  });

  it("are learned by every part under the name of its folder", async () => {
    await followLanguage(signal<{ language: Language }>({ language: "es" }));
    const parts: string[] = [];
    for (const file of globSync("**/strings/index.ts", { cwd: src })) {
      const sets: Record<string, StringSet> = await import(`${src}${file}`);
      for (const { part } of Object.values(sets)) {
        expect(part).toBe(file.slice(0, -"/strings/index.ts".length));
        expect(wordsOf("es", part), part).toBeDefined();
        parts.push(part);
      }
    }
    expect(parts.length).toBeGreaterThan(10);
  });
});
