// @vitest-environment jsdom
import { createManualClock } from "@parley/testkit";
import { beforeEach, expect, it } from "vitest";
import { mendStyles } from "./mend-styles.ts";

const links = () => [...document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')];

beforeEach(() => {
  document.head.replaceChildren();
  document.head.innerHTML = '<link rel="stylesheet" crossorigin href="/assets/a.css"><link rel="icon" href="/i.svg">';
});

it("asks again for a stylesheet that did not come, some times and not for ever", () => {
  const clock = createManualClock();
  const [before] = links();
  mendStyles(document, clock.after);
  const seen = new Set([before]);
  for (let round = 0; round < 10; round++) {
    const [link] = links();
    seen.add(link);
    link?.dispatchEvent(new Event("error"));
    clock.tick(5_000);
  }
  expect(seen.size).toBe(5);
  expect(links().map(({ href, crossOrigin }) => [new URL(href).pathname, crossOrigin !== null])).toEqual([
    ["/assets/a.css", true],
  ]);
  expect(clock.waiting).toBe(0);
});

it("leaves what came as it is", () => {
  const [link] = links();
  Object.defineProperty(link, "sheet", { value: { cssRules: [{}] } });
  mendStyles(document, createManualClock().after);
  expect(links()).toEqual([link]);
});
