// @vitest-environment jsdom
import { expect, it } from "vitest";
import { trimBlank } from "./trim-blank.ts";

function trimmed(html: string): string {
  const template = document.createElement("template");
  template.innerHTML = html;
  trimBlank(template.content);
  return template.innerHTML;
}

it.each([
  ["<br><br>words", "words"],
  ["<p></p>\n<p><br></p><p>words</p><p>&nbsp;</p>", "<p>words</p>"],
  ["<div><div><br></div><b></b>words<br><br></div>", "<div>words</div>"],
  ["\u200b<br>\u2800<br><b>words</b> and more", "<b>words</b> and more"],
  ["<p>one</p><p><br></p><p>two</p>", "<p>one</p><p><br></p><p>two</p>"],
  ["<ul><li></li><li>two</li></ul>", "<ul><li></li><li>two</li></ul>"],
  ["<pre>\n\n\n  code\n\n</pre>", "<pre>\n\n  code\n\n</pre>"],
  ["<br><hr><br>", "<hr>"],
  ['<p></p><img alt=":party:">', '<img alt=":party:">'],
  ["<p> </p><br>", "<p> </p><br>"],
  ["", ""],
])("%j begins and ends with what is seen: %j", (html, rest) => {
  expect(trimmed(html)).toBe(rest);
});

it("leaves an empty cell where it stands", () => {
  const table = "<table><tbody><tr><td></td><td>b</td></tr></tbody></table>";
  expect(trimmed(`<br>${table}<br>`)).toBe(table);
});

it.each([
  ["lines", `${"<p><br></p>".repeat(300)}words`],
  ["layers", `${"<div>".repeat(300)}<br>words`],
])("takes no time over many %s", (_, html) => {
  const began = performance.now();
  expect(trimmed(html)).toContain("words");
  expect(performance.now() - began).toBeLessThan(1_000);
});
