/**
 * How the tests of a runner ended. `skips` name what was skipped and why, `unsteady` what failed at first and passed when
 * it was tried once more: those count as passed.
 */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly skips: readonly string[];
  readonly unsteady: readonly string[];
}

export const nothing: Counts = { passed: 0, failed: 0, skipped: 0, skips: [], unsteady: [] };

/** So many unsteady tests a whole run may have (docs/decisions/0026): with more of them, each has failed. */
const mostUnsteady = 2;

/** The sum over runners. */
export function sum(all: readonly Counts[]): Counts {
  return all.reduce(
    (total, one) => ({
      passed: total.passed + one.passed,
      failed: total.failed + one.failed,
      skipped: total.skipped + one.skipped,
      skips: [...total.skips, ...one.skips],
      unsteady: [...total.unsteady, ...one.unsteady],
    }),
    nothing,
  );
}

/** The sum of a whole run, where too much that is unsteady is a failure. */
export function judged(total: Counts): Counts {
  const { passed, failed, unsteady } = total;
  if (unsteady.length <= mostUnsteady) return total;
  return { ...total, passed: passed - unsteady.length, failed: failed + unsteady.length };
}

/** The line that closes every run; machines read it. */
export function sumLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** Counts of Vitest's JSON report. A file that fails without a failed test (it could not be loaded) counts as one. */
export function vitestCounts(report: VitestReport): Counts {
  return sum(
    report.testResults.map((file) => {
      const of = (...states: string[]) => file.assertionResults.filter((test) => states.includes(test.status));
      const skips = of("skipped", "pending", "todo", "disabled");
      const failed = of("failed").length;
      return {
        passed: of("passed").length,
        failed: failed === 0 && file.status === "failed" ? 1 : failed,
        skipped: skips.length,
        skips: skips.map((test) => test.fullName),
        unsteady: [],
      };
    }),
  );
}

interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs?: readonly {
    readonly title: string;
    readonly tests: readonly {
      readonly status: string;
      readonly annotations?: readonly { readonly type: string; readonly description?: string }[];
    }[];
  }[];
}

interface PlaywrightReport {
  readonly suites: readonly PlaywrightSuite[];
  readonly errors?: readonly unknown[];
}

/** Counts of Playwright's JSON report. A test that passed at a second try is unsteady; a file that did not load has failed. */
export function playwrightCounts(report: PlaywrightReport): Counts {
  const ofSuite = (suite: PlaywrightSuite): Counts =>
    sum([
      ...(suite.suites ?? []).map(ofSuite),
      ...(suite.specs ?? []).flatMap((spec) =>
        spec.tests.map((test): Counts => {
          if (test.status === "expected") return { ...nothing, passed: 1 };
          if (test.status === "flaky") return { ...nothing, passed: 1, unsteady: [spec.title] };
          if (test.status !== "skipped") return { ...nothing, failed: 1 };
          const why = test.annotations?.find((note) => note.type === "skip")?.description;
          return { ...nothing, skipped: 1, skips: [why === undefined ? spec.title : `${spec.title}: ${why}`] };
        }),
      ),
    ]);
  return sum([...report.suites.map(ofSuite), { ...nothing, failed: report.errors?.length ?? 0 }]);
}

/** What a runner's end adds: one failure where it ended badly without naming a failed test. */
export function withExit(counts: Counts, exitCode: number | null): Counts {
  return exitCode === 0 || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}
