// @vitest-environment jsdom
import { afterEach, expect, it } from "vitest";
import { moveRegion, watchRegions } from "./regions.ts";

afterEach(() => document.body.replaceChildren());

it("moves around the parts of the screen and comes back to where one was", () => {
  document.body.innerHTML = `
    <nav data-region="rail" tabindex="-1"><a href="/a" id="a">a</a></nav>
    <nav data-region="list" tabindex="-1"><a href="/b" id="b">b</a><a href="/c" id="c" aria-current="page">c</a></nav>
    <main data-region="content" tabindex="-1" id="content">words</main>`;
  const stop = watchRegions(document);
  const seen: string[] = [];
  const go = (step: 1 | -1) => {
    moveRegion(document, step);
    seen.push(document.activeElement?.id ?? "");
  };
  go(1);
  go(1);
  document.getElementById("b")?.focus();
  go(1);
  go(1);
  go(1);
  go(-1);
  stop();
  expect(seen).toEqual(["a", "c", "content", "a", "b", "a"]);
});
