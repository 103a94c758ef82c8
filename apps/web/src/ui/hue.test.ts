import { expect, it } from "vitest";
import { hueOf } from "./hue.ts";

const names =
  "ada ben cleo dan eva finn gus hana ida jun kai lea mira noa olena paul quinn rosa sam tomas uma vera wes xena yara zoe anna bob carla david emma frank grace henry ines jack kate leo mia nick oscar peter ruth sara tim ulla victor will alice charlie dave erin trent mallory".split(
    " ",
  );

it.each(["localhost", "chat.example.org", "x"])("spreads the people of %s over all hues", (server) => {
  const hues = names.map((name) => hueOf(`@${name}:${server}`));
  const counts = Array.from({ length: 12 }, (_, hue) => hues.filter((other) => other === hue).length);
  expect(Math.min(...counts)).toBeGreaterThan(0);
  // 54 people, 4.5 for a hue.
  expect(Math.max(...counts)).toBeLessThanOrEqual(9);
  let alike = 0;
  for (const [at, hue] of hues.entries()) for (const other of hues.slice(0, at)) if (hue === other) alike += 1;
  expect(alike / ((names.length * (names.length - 1)) / 2)).toBeLessThan(0.1);
});
