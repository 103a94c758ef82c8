import { describe, expect, it } from "vitest";
import { type DrawnRoom, drawAnew, goTo } from "./drawn-rooms.ts";

const walk = (...ids: readonly string[]): readonly DrawnRoom[] => ids.reduce<readonly DrawnRoom[]>(goTo, []);
const ids = (drawn: readonly DrawnRoom[]) => drawn.map(({ roomId }) => roomId).join("");

describe("rooms that are drawn", () => {
  it("are the one in view and those left last, each once", () => {
    expect(ids(walk("a", "b", "c"))).toBe("cba");
    expect(ids(walk("a", "b", "a", "b", "c", "a"))).toBe("acb");
    expect(ids(walk("a", "b", "c", "d", "e"))).toBe("edcb");
  });

  it("are drawn anew after they were left, and shown as they were drawn then", () => {
    const left = walk("a", "b");
    expect(left).toEqual([
      { roomId: "b", turn: 0 },
      { roomId: "a", turn: 0, left: true },
    ]);
    const again = drawAnew(left);
    expect(again).toEqual([
      { roomId: "b", turn: 0 },
      { roomId: "a", turn: 1 },
    ]);
    expect(drawAnew(again)).toBe(again);
    expect(goTo(again, "a")[0]).toBe(again[1]);
    expect(goTo(again, "a")[1]).toEqual({ roomId: "b", turn: 0, left: true });
  });

  it("are drawn anew at once where one comes back before there was time", () => {
    expect(walk("a", "b", "a")).toEqual([
      { roomId: "a", turn: 1 },
      { roomId: "b", turn: 0, left: true },
    ]);
  });

  it("stay the same while one stays", () => {
    const there = walk("a", "b");
    expect(goTo(there, "b")).toBe(there);
  });
});
