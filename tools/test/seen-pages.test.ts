import { expect, it } from "vitest";
import { seenPages } from "./seen-pages.ts";

it("tells what each browser of a failed test showed, within bounds, and nothing of tests that passed", () => {
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const list = Array.from({ length: 100 }, () => `- listitem: ${"x".repeat(200)}`);
  const page = (...lines: string[]) => ({ name: "page", body: base64(lines.join("\n")) });
  const attachments = [
    { name: "trace", path: "trace.zip" },
    page("browser 1 at /home", '- button "Join"', ...list),
    page("browser 2 at /"),
  ];
  const specs = [
    { title: "fails", tests: [{ results: [{ attachments }, { attachments: [] }] }] },
    { title: "passes", tests: [{ results: [{}] }] },
  ];
  const [first = "", ...more] = seenPages({ suites: [{ suites: [{ specs }] }] });
  const lines = first.split("\n");
  expect(lines.slice(0, 2)).toEqual(["fails, browser 1 at /home", '- button "Join"']);
  expect(lines.length).toBe(50);
  expect(Math.max(...lines.map((line) => line.length))).toBe(140);
  expect(more).toEqual(["fails, browser 2 at /"]);
});
