import { expect, it } from "vitest";
import { meantBy } from "./meant.ts";

const ann = { userId: "@ann:home", name: "Ann" };
const mary = { userId: "@m:home", name: "Mary" };
const buy = { userId: "@spam:home", name: "Buy This" };
const people = [ann, mary, buy];

it.each([
  ["ann", ann, ""],
  ["@Ann spam", ann, "spam"],
  ["ann: spam", ann, "spam"],
  ["Ann,\tspam: yes", ann, "spam: yes"],
  ["@buy this", buy, ""],
  ["buy this now", buy, "now"],
] as const)("%j begins with a person", (text, person, rest) => {
  expect(meantBy(text, people)).toEqual({ people: [person], rest });
});

it.each(["ann.smith spam", "@ann.smith", "ann:other.example", "mary-jane", "ann=x", "ann/x", "anna", "ann_b", "buy"])(
  "%j is none of them",
  (text) => {
    expect(meantBy(text, people).people).toEqual([]);
  },
);
