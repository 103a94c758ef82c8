// @vitest-environment jsdom
import { signal } from "@parley/kernel";
import type { OutgoingMedia } from "@parley/matrix";
import { buildRoom, buildSession, createManualClock } from "@parley/testkit";
import { act, cleanup, renderHook } from "@testing-library/react";
import { createElement, type ReactNode } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { SessionContext } from "../../../shared/contexts.ts";
import { createDrafts } from "../model/drafts.ts";
import { carryDrafts, flushOnLeave, useRoomModel } from "./world.ts";

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

describe("what was begun in a room that goes on in another one", () => {
  const file: OutgoingMedia = {
    media: "file",
    file: new Blob(["bytes"]),
    name: "plan.pdf",
    mimetype: "application/pdf",
    width: null,
    height: null,
    duration: null,
    blurhash: null,
    thumbnail: null,
  };
  const waiting = async (there: boolean) => {
    const clock = createManualClock();
    const successor = { roomId: "!new:x", via: [], joined: true, byName: "Ann" };
    const rooms = [buildRoom({ id: "!old:x", successor }), buildRoom({ id: "!new:x", predecessorId: "!old:x" })];
    const session = buildSession({ clock, rooms });
    const { signal: never } = new AbortController();
    await session.drafts.set("!old:x", "begun");
    await session.keptFiles.keep("!old:x", "file", file, never);
    if (there) {
      await session.drafts.set("!new:x", "here already");
      await session.keptFiles.keep("!new:x", "other", file, never);
    }
    const filesIn = (roomId: string) =>
      session.keptFiles
        .of(roomId)
        .peek()
        ?.map(({ id }) => id);
    const at = async () => [
      [await session.drafts.get("!old:x"), filesIn("!old:x")],
      [await session.drafts.get("!new:x"), filesIn("!new:x")],
    ];
    return { clock, session, drafts: createDrafts(session.drafts, clock), at };
  };
  const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

  it("goes along once what does it can be had", async () => {
    const { clock, session, drafts, at } = await waiting(false);
    let tries = 0;
    const stop = carryDrafts(session, drafts, clock, () => {
      tries += 1;
      return tries <= 4 ? Promise.reject(new Error("no network")) : import("../model/carry-drafts.ts");
    });
    await settled();
    expect(await at()).toEqual([
      ["begun", ["file"]],
      [null, []],
    ]);
    for (let turn = 0; turn < 3; turn++) {
      clock.tick(60_000);
      await settled();
    }
    clock.tick(1000);
    await settled();
    expect(await at()).toEqual([
      [null, []],
      ["begun", ["file"]],
    ]);
    expect(tries).toBe(6);
    stop();
  });

  it("stays where something was begun in the other one, and is not tried for ever", async () => {
    const { clock, session, drafts, at } = await waiting(true);
    const stop = carryDrafts(session, drafts, clock);
    await settled();
    clock.tick(1000);
    await settled();
    const expected = [
      ["begun", ["file"]],
      ["here already", ["other"]],
    ];
    expect(await at()).toEqual(expected);
    stop();
    let tries = 0;
    const stopAgain = carryDrafts(session, drafts, clock, () => {
      tries += 1;
      return Promise.reject(new Error("no network"));
    });
    for (let turn = 0; turn < 10; turn++) {
      clock.tick(600_000);
      await settled();
    }
    expect(tries).toBe(10);
    stopAgain();
  });
});
