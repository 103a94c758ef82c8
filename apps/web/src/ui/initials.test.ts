import { expect, it } from "vitest";
import { initialsOf } from "./hue.ts";

it.each([
  ["Atelier", "A", "At"],
  ["\u202eevil", "E", "Ev"],
  ["<b>bold</b>", "B", "B>"],
  ["o\u0308rtlich", "O\u0308", "O\u0308r"],
  ["👩‍🎨 studio", "👩‍🎨", "👩‍🎨S"],
  ["\u202e\u2066", "?", "?"],
  ["Ärger & Söhne", "Ä", "ÄS"],
  ["R & D", "R", "RD"],
  ["Salt /", "S", "Sa"],
])("stands for %j by letters that are seen", (name, one, two) => {
  expect([initialsOf(name, 1), initialsOf(name, 2)]).toEqual([one, two]);
});
