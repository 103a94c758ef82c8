import { effect, type ReadonlySignal } from "@parley/kernel";
import { learn, spoken } from "../shared/learned-words.ts";
import type { Language } from "../shared/messages.ts";

const folderOf = (path: string): string => path.replace(/^\.\.\//u, "").replace(/\/strings\/\w+\.ts$/u, "");

/** Has a language's sentences loaded, once. Until then English is spoken. */
async function loadWords(language: Language): Promise<void> {
  if (spoken.peek()[language] !== undefined) return;
  const { es } = await import("./es.ts");
  learn("es", Object.fromEntries(Object.entries(es).map(([path, words]) => [folderOf(path), words])));
}

/** Loads the chosen language now and whenever another is chosen. Resolves when the first can be spoken, or never can. */
export function followLanguage(chosen: ReadonlySignal<{ readonly language: Language }>): Promise<void> {
  let last: Promise<void> = Promise.resolve();
  effect(() => {
    // Without a connection English goes on; the next start, or choice, tries again.
    last = loadWords(chosen.value.language).catch(() => {});
  });
  return last;
}
