interface Suite {
  readonly suites?: readonly Suite[];
  readonly specs?: readonly {
    readonly title: string;
    readonly tests: readonly {
      readonly results?: readonly {
        readonly attachments?: readonly { readonly name: string; readonly body?: string }[];
      }[];
    }[];
  }[];
}

const mostLines = 50;
const widest = 140;

/**
 * What the browsers of a test showed when it failed, from Playwright's JSON report: a log is often all that is left of a
 * run. Each begins with the test's name; lines and their length are bounded. They are attached by `e2e/support/test.ts`.
 */
export function seenPages(report: { readonly suites: readonly Suite[] }): string[] {
  const ofSuite = (suite: Suite): string[] => [
    ...(suite.suites ?? []).flatMap(ofSuite),
    ...(suite.specs ?? []).flatMap(({ title, tests }) =>
      tests
        .flatMap(({ results = [] }) => results.flatMap(({ attachments = [] }) => attachments))
        .flatMap(({ name, body }) => (name === "page" && body !== undefined ? [`${title}, ${shortened(body)}`] : [])),
    ),
  ];
  return report.suites.flatMap(ofSuite);
}

function shortened(body: string): string {
  const lines = Buffer.from(body, "base64").toString("utf8").split("\n");
  return lines
    .slice(0, mostLines)
    .map((line) => line.slice(0, widest))
    .join("\n");
}
