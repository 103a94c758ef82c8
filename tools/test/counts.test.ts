import { describe, expect, it } from "vitest";
import { judged, nothing, playwrightCounts, sum, sumLine, vitestCounts, withExit } from "./counts.ts";

const file = (status: string, ...tests: string[]) => ({
  name: "x.test.ts",
  status,
  assertionResults: tests.map((test, at) => ({ fullName: `test ${at}`, status: test })),
});

describe("counting", () => {
  it("reads Vitest's report, files that could not be loaded included", () => {
    const testResults = [
      file("passed", "passed", "passed", "skipped", "todo"),
      file("failed", "passed", "failed"),
      file("failed"),
    ];
    const counts = vitestCounts({ testResults });
    expect(counts).toMatchObject({ passed: 3, failed: 2, skipped: 2 });
    expect(counts.skips).toEqual(["test 2", "test 3"]);
  });

  it("reads Playwright's report: nested suites, reasons, second tries and load errors", () => {
    const spec = (title: string, status: string, description?: string) => ({
      title,
      tests: [{ status, annotations: description === undefined ? [] : [{ type: "skip", description }] }],
    });
    const suites = [
      {
        specs: [spec("a", "expected")],
        suites: [{ specs: [spec("b", "skipped", "no namespace"), spec("c", "unexpected")] }],
      },
      { specs: [spec("d", "flaky")] },
    ];
    const counts = playwrightCounts({ suites, errors: [{ message: "cannot load" }] });
    expect(counts).toEqual({ passed: 2, failed: 2, skipped: 1, skips: ["b: no namespace"], unsteady: ["d"] });
  });

  it("bears two tests that passed only when tried once more, and no third", () => {
    const steady = { ...nothing, passed: 10 };
    const two = sum([steady, { ...nothing, passed: 2, unsteady: ["a", "b"] }]);
    expect(judged(two)).toEqual(two);
    const three = sum([two, { ...nothing, passed: 1, unsteady: ["c"] }]);
    expect(judged(three)).toMatchObject({ passed: 10, failed: 3, unsteady: ["a", "b", "c"] });
  });

  it("counts a runner that ended badly without a failed test as one failure", () => {
    expect(withExit({ ...nothing, passed: 5 }, 1).failed).toBe(1);
    expect(withExit({ ...nothing, passed: 5 }, null).failed).toBe(1);
    expect(withExit({ ...nothing, failed: 2 }, 1).failed).toBe(2);
    expect(withExit({ ...nothing, passed: 5 }, 0).failed).toBe(0);
  });

  it("closes with one line", () => {
    expect(
      sumLine(
        sum([
          { ...nothing, passed: 2, skipped: 1 },
          { ...nothing, failed: 3 },
        ]),
      ),
    ).toBe("2 passed, 3 failed, 1 skipped");
  });
});
