import { existsSync, readFileSync } from "node:fs";

interface Suite {
  readonly suites?: readonly Suite[];
  readonly specs?: readonly {
    readonly title: string;
    readonly tests: readonly {
      readonly results?: readonly {
        readonly attachments?: readonly { readonly name: string; readonly path?: string }[];
      }[];
    }[];
  }[];
}

const mostLines = 60;
const widest = 140;

/**
 * What the page showed when a test failed, from Playwright's JSON report: a log is often all that is left of a run. Each
 * begins with the test's name; lines and their length are bounded.
 */
export function seenPages(report: { readonly suites: readonly Suite[] }): string[] {
  const ofSuite = (suite: Suite): string[] => [
    ...(suite.suites ?? []).flatMap(ofSuite),
    ...(suite.specs ?? []).flatMap(({ title, tests }) =>
      tests
        .flatMap(({ results = [] }) => results.flatMap(({ attachments = [] }) => attachments))
        .flatMap(({ name, path }) => (name === "error-context" && path !== undefined && existsSync(path) ? [path] : []))
        .map((path) => `${title}\n${snapshotOf(readFileSync(path, "utf8"))}`),
    ),
  ];
  return report.suites.flatMap(ofSuite);
}

function snapshotOf(context: string): string {
  const [, after = ""] = context.split("# Page snapshot");
  const lines = (after.split("# Test source")[0] ?? "")
    .split("\n")
    .map((line) => line.replaceAll(/ \[(?:ref=\w+|cursor=pointer)\]/g, "").trimEnd())
    .filter((line) => line !== "" && !line.startsWith("```"))
    .map((line) => line.slice(0, widest));
  return lines.slice(0, mostLines).join("\n");
}
