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

const ids = ["a", "title", "said", "field", "p"] as const;
const room = `
  <nav data-region="rail" tabindex="-1"><a href="/a" id="a">a</a></nav>
  <main data-region="content" tabindex="-1" id="content">
    <button id="title">title</button>
    <div data-region="timeline" tabindex="-1"><div tabindex="0" id="said">words</div></div>
    <div data-region="composer"><button id="attach">file</button><div role="textbox" tabindex="0" data-region-start id="field"></div></div>
  </main>
  <aside data-region="panel" tabindex="-1"><button id="p">p</button></aside>`;

it("goes through the parts of a room, not only to the room, and on from what lies between them", () => {
  document.body.innerHTML = room;
  const go = (step: 1 | -1, from?: (typeof ids)[number]) => {
    if (from !== undefined) document.getElementById(from)?.focus();
    moveRegion(document, step);
    return document.activeElement?.id;
  };
  expect([go(1, "a"), go(1), go(1), go(1)]).toEqual(["said", "field", "p", "a"]);
  expect([go(-1, "a"), go(-1), go(-1), go(-1)]).toEqual(["p", "field", "said", "a"]);
  expect([go(1, "title"), go(-1, "title")]).toEqual(["said", "a"]);
});

it("leads to what cannot wait first, from wherever one is, and past it once one was there", () => {
  document.body.innerHTML = `${room}
    <section data-region="ring" data-region-urgent tabindex="-1"><button>no</button><button data-region-start id="answer">yes</button></section>`;
  const stop = watchRegions(document);
  const go = (step: 1 | -1) => {
    moveRegion(document, step);
    return document.activeElement?.id;
  };
  expect(go(1)).toBe("answer");
  document
    .querySelector("[data-region=ring]")
    ?.replaceWith(document.querySelector("[data-region=ring]")?.cloneNode(true) ?? "");
  document.getElementById("a")?.focus();
  expect([go(-1), go(1), go(1), go(1), go(1), go(1)]).toEqual(["answer", "a", "said", "field", "p", "answer"]);
  stop();
});

it("comes back to where one was only if that is still in view", () => {
  document.body.innerHTML = `
    <nav data-region="rail"><a href="/a" id="a">a</a></nav>
    <div data-region="timeline"><p tabindex="-1" id="old">old</p><p tabindex="0" id="now">now</p></div>`;
  const stop = watchRegions(document);
  const old = document.getElementById("old");
  old?.focus();
  moveRegion(document, 1);
  moveRegion(document, 1);
  expect(document.activeElement?.id).toBe("old");
  moveRegion(document, 1);
  if (old !== null) old.getBoundingClientRect = () => new DOMRect(0, -900, 100, 20);
  moveRegion(document, 1);
  expect(document.activeElement?.id).toBe("now");
  stop();
});

it("goes to the first stop that is in view, not to what is drawn above it", () => {
  document.body.innerHTML = `
    <nav data-region="rail"><a href="/a" id="a">a</a></nav>
    <div data-region="timeline"><a href="/old" id="old">old</a><p tabindex="0" id="now">now</p></div>`;
  const old = document.getElementById("old");
  if (old !== null) old.getBoundingClientRect = () => new DOMRect(0, -900, 100, 20);
  document.getElementById("a")?.focus();
  moveRegion(document, 1);
  expect(document.activeElement?.id).toBe("now");
});

it("never goes to what is in the document and not seen, as a room behind the one in view", () => {
  document.body.innerHTML = `
    <nav data-region="rail"><a href="/a" id="a">a</a></nav>
    <main data-region="content" tabindex="-1" id="content">
      <div id="behind">
        <div data-region="timeline"><p tabindex="0" id="behind-said">said</p></div>
        <div data-region="composer"><p tabindex="0" data-region-start id="behind-field"></p></div>
      </div>
      <div id="shown">
        <div data-region="timeline"><p tabindex="0" id="said">said</p></div>
        <div data-region="composer"><p tabindex="0" data-region-start id="field"></p></div>
      </div>
    </main>`;
  const behind = document.getElementById("behind");
  // jsdom lays nothing out: what a browser says of what `display: none` hides.
  for (const element of document.querySelectorAll<HTMLElement>("*")) {
    element.checkVisibility = () => behind?.contains(element) !== true;
  }
  const walk = () =>
    [1, 1, 1, 1].map(() => {
      moveRegion(document, 1);
      return document.activeElement?.id;
    });
  expect(walk()).toEqual(["a", "said", "field", "a"]);
  // Nor where the page in view has no parts of its own.
  const shown = document.getElementById("shown");
  if (shown !== null) shown.innerHTML = `<a href="/b" id="link">b</a>`;
  document.getElementById("a")?.focus();
  expect(walk()).toEqual(["link", "a", "link", "a"]);
});
