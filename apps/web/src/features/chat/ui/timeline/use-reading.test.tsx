// @vitest-environment jsdom

import { renderHook } from "@testing-library/react";
import { expect, it } from "vitest";
import { useReading } from "./use-reading.ts";

/** A timeline of 1,000 pixels of which 400 are seen. */
function scroller(scrollTop: number): HTMLElement {
  const element = document.createElement("div");
  Object.defineProperties(element, { scrollHeight: { value: 1000 }, clientHeight: { value: 400 } });
  element.scrollTop = scrollTop;
  document.body.append(element);
  return element;
}

it("takes no scroll from before the first key for coming back, and a later one to the end for that", () => {
  const element = scroller(500);
  const begun = { current: () => {} };
  const { result } = renderHook(() => useReading({ current: element }, 40, begun));
  result.current.moved();
  // A message came: the timeline goes to its end, and is told of it only after the key.
  element.scrollTop = 600;
  const key = new KeyboardEvent("keydown", { key: "ArrowUp", bubbles: true });
  document.body.dispatchEvent(key);
  expect(result.current.reads()).toBe(true);
  result.current.moved();
  expect(result.current.reads()).toBe(true);
  element.scrollTop = 300;
  result.current.moved();
  element.scrollTop = 600;
  result.current.moved();
  expect(result.current.reads()).toBe(false);
  element.remove();
});
