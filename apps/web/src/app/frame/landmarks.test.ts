import { expect, it } from "vitest";
import { en as enUi } from "../../ui/strings/en.ts";
import { es as esUi } from "../../ui/strings/es.ts";
import { en } from "../strings/en.ts";
import { es } from "../strings/es.ts";

// A screen reader lists them: two of one name cannot be told apart.
it.each([
  ["English", en, enUi],
  ["Spanish", es, esUi],
] as const)("the landmarks of the frame have names of their own in %s", (_language, app, ui) => {
  const names = [app.places, app.channels, app.content, app.bar, app.notices, ui.notifications];
  expect(new Set(names).size).toBe(names.length);
});
