// @vitest-environment jsdom
import { signal } from "@parley/kernel";
import { buildRoom, buildSession } from "@parley/testkit";
import { act, cleanup, renderHook } from "@testing-library/react";
import { createElement, type ReactNode } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { SessionContext } from "../../../shared/contexts.ts";
import { flushOnLeave, useRoomModel } from "./world.ts";

afterEach(cleanup);

it("writes drafts down at every sign that the page may go, until it is told to stop", () => {
  const flush = vi.fn();
  const stop = flushOnLeave({ flush });
  for (const name of ["beforeunload", "pagehide", "blur"]) window.dispatchEvent(new Event(name));
  for (const name of ["visibilitychange", "freeze"]) document.dispatchEvent(new Event(name));
  expect(flush).toHaveBeenCalledTimes(5);
  stop();
  window.dispatchEvent(new Event("pagehide"));
  expect(flush).toHaveBeenCalledTimes(5);
});

it("closes what is open of a room when the session has ended, and opens nothing of it again", async () => {
  const session = buildSession({ rooms: [buildRoom({ id: "!a:x" })] });
  const wrapper = ({ children }: { readonly children: ReactNode }) =>
    createElement(SessionContext, { value: session }, children);
  const { result } = renderHook(() => useRoomModel("!a:x", true), { wrapper });
  const close = vi.spyOn(result.current?.timeline ?? { close() {} }, "close");
  await act(() => session.signOut());
  expect(close).toHaveBeenCalledOnce();
  expect(result.current).toBeNull();
});

it("closes what is open of a room once that was left", async () => {
  const session = buildSession({ rooms: [buildRoom({ id: "!a:x" }), buildRoom({ id: "!b:x" })] });
  const wrapper = ({ children }: { readonly children: ReactNode }) =>
    createElement(SessionContext, { value: session }, children);
  const { result, rerender } = renderHook(
    ({ known }) => ({ a: useRoomModel("!a:x", known), b: useRoomModel("!b:x", true) }),
    { wrapper, initialProps: { known: true } },
  );
  const [a, b] = [result.current.a?.timeline, result.current.b?.timeline].map((timeline) =>
    vi.spyOn(timeline ?? { close() {} }, "close"),
  );
  const files = { items: signal([]), close: vi.fn() };
  result.current.a?.composer.files(() => files as never);
  await act(() => session.rooms.leave("!a:x"));
  rerender({ known: false });
  expect([a?.mock.calls.length, b?.mock.calls.length, files.close.mock.calls.length]).toEqual([1, 0, 1]);
  expect(result.current.a).toBeNull();
  expect(result.current.b).not.toBeNull();
});
