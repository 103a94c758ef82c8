// @vitest-environment jsdom

import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { useNarrow, useViewport } from "./viewport.ts";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** What of a query a screen of this size matches. */
const screenOf = (width: number, height: number, coarse: boolean) => (query: string) => {
  const holds = (_all: string, side: string, sign: string, length: string): string => {
    const own = side === "width" ? width : height;
    return String(sign === ">=" ? own >= Number(length) : own < Number(length));
  };
  const read = query
    .replaceAll(/\((width|height) (>=|<) (\d+)px\)/g, holds)
    .replaceAll("(pointer: coarse)", String(coarse));
  const matches = !read.includes("false");
  return { matches, addEventListener: () => {}, removeEventListener: () => {} };
};

it.each([
  ["an upright phone", 360, 740, true, "phone"],
  ["a phone that lies", 844, 390, true, "phone"],
  ["a low window", 844, 390, false, "mid"],
  ["a tablet that lies, with its keyboard", 1024, 400, true, "mid"],
  ["a tablet", 768, 1024, true, "mid"],
  ["a desk", 1280, 800, false, "wide"],
] as const)("%s (%i × %i)", (_name, width, height, coarse, viewport) => {
  vi.stubGlobal("matchMedia", screenOf(width, height, coarse));
  expect(renderHook(() => useViewport()).result.current).toBe(viewport);
});

it.each([
  [320, true],
  [340, false],
  [1280, false],
])("a window of %i px is narrow: %s", (width, narrow) => {
  vi.stubGlobal("matchMedia", screenOf(width, 740, true));
  expect(renderHook(() => useNarrow()).result.current).toBe(narrow);
});

it("tells every part of a change by one listener, and listens no longer than anyone looks", () => {
  let size = screenOf(1280, 800, false);
  const listening = new Set<() => void>();
  vi.stubGlobal("matchMedia", (query: string) => ({
    get matches() {
      return size(query).matches;
    },
    addEventListener: (_: string, tell: () => void) => void listening.add(tell),
    removeEventListener: (_: string, tell: () => void) => void listening.delete(tell),
  }));
  const views = [renderHook(() => useViewport()), renderHook(() => useViewport())];
  expect(listening.size).toBe(1);
  size = screenOf(360, 740, true);
  act(() => {
    for (const tell of listening) tell();
  });
  expect(views.map(({ result }) => result.current)).toEqual(["phone", "phone"]);
  for (const view of views) view.unmount();
  expect(listening.size).toBe(0);
  // While nobody listened it may have changed.
  size = screenOf(768, 1024, true);
  expect(renderHook(() => useViewport()).result.current).toBe("mid");
});
