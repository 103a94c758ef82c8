import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { holesOf, type Message, type Messages } from "./shared/messages.ts";

const root = fileURLToPath(new URL(".", import.meta.url));
const folders = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name === "en.ts")
  .map((entry) => entry.parentPath);

const load = async (folder: string, language: "en" | "es"): Promise<Messages> => {
  const module: Record<string, Messages> = await import(pathToFileURL(join(folder, `${language}.ts`)).href);
  const messages = module[language];
  if (messages === undefined) throw new Error(`${folder}/${language}.ts exports no ${language}`);
  return messages;
};
const formsOf = (message: Message) => (typeof message === "string" ? null : Object.keys(message));

describe("strings", () => {
  it("are found in every feature", () => {
    expect(folders.length).toBeGreaterThanOrEqual(7);
  });

  describe.each(folders.map((folder) => folder.slice(root.length)))("%s", (name) => {
    it("says the same things in both languages", async () => {
      const [en, es] = await Promise.all([load(join(root, name), "en"), load(join(root, name), "es")]);
      expect(Object.keys(es).sort()).toEqual(Object.keys(en).sort());
      for (const [key, message] of Object.entries(en)) {
        const other = es[key] ?? "";
        expect.soft(holesOf(other), `holes of ${key}`).toEqual(holesOf(message));
        expect.soft(typeof other, `plural of ${key}`).toBe(typeof message);
      }
    });

    it("has every plural form that the language knows, and no empty sentence", async () => {
      for (const language of ["en", "es"] as const) {
        const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
        for (const [key, message] of Object.entries(await load(join(root, name), language))) {
          const forms = formsOf(message);
          // Spanish `many` begins at a million; `other` stands in for it.
          const missing = needed.filter((form) => form !== "many" && forms?.includes(form) === false);
          expect.soft(missing, `${language} ${key}`).toEqual([]);
          for (const sentence of typeof message === "string" ? [message] : Object.values(message)) {
            expect.soft(sentence.trim(), `${language} ${key}`).not.toBe("");
          }
        }
      }
    });

    it("does not shout, and does not say what says nothing", async () => {
      for (const language of ["en", "es"] as const) {
        for (const [key, message] of Object.entries(await load(join(root, name), language))) {
          for (const sentence of typeof message === "string" ? [message] : Object.values(message)) {
            expect
              .soft(sentence, `${language} ${key}`)
              .not.toMatch(/!|\boops\b|went wrong|\binvalid\b|^(OK|Yes|Submit)$/i);
          }
        }
      }
    });
  });
});
