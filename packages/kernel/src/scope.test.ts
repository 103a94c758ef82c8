import { describe, expect, it } from "vitest";
import { createScope } from "./scope.ts";

describe("scope", () => {
  it("runs cleanups once, the last bound first", () => {
    const order: string[] = [];
    const scope = createScope();
    scope.onEnd(() => order.push("first"));
    scope.onEnd(() => order.push("second"));
    scope.end();
    scope.end();
    expect(order).toEqual(["second", "first"]);
    expect(scope.signal.aborted).toBe(true);
  });

  it("runs a cleanup at once when it has ended already", () => {
    const scope = createScope();
    scope.end();
    let ran = false;
    scope.onEnd(() => {
      ran = true;
    });
    expect(ran).toBe(true);
  });

  it("ends children with it, and lets go of those that ended sooner", () => {
    const parent = createScope();
    const early = parent.child();
    const late = parent.child();
    let earlyEnds = 0;
    early.onEnd(() => {
      earlyEnds += 1;
    });
    early.end();
    expect(late.ended).toBe(false);
    parent.end();
    expect(late.ended).toBe(true);
    expect(earlyEnds).toBe(1);
  });

  it("goes on after a cleanup that throws, and says so", () => {
    const faults: unknown[] = [];
    const scope = createScope((fault) => faults.push(fault));
    let ran = false;
    scope.onEnd(() => {
      ran = true;
    });
    scope.onEnd(() => {
      throw new Error("broken");
    });
    scope.end();
    expect(ran).toBe(true);
    expect(faults).toHaveLength(1);
  });
});
