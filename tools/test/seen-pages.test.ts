import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { seenPages } from "./seen-pages.ts";

it("tells what a page showed when a test failed, within bounds, and nothing of tests that passed", () => {
  const folder = mkdtempSync(join(tmpdir(), "parley-seen-"));
  try {
    const path = join(folder, "error-context.md");
    const list = Array.from({ length: 100 }, (_, at) => `  - listitem [ref=e${at}]: ${"x".repeat(200)}`);
    const snapshot = ["```yaml", '- button "Join" [ref=f1e2] [cursor=pointer]', ...list, "```"].join("\n");
    writeFileSync(path, `# Error details\n\nTimeout\n\n# Page snapshot\n\n${snapshot}\n\n# Test source\n\nsecret`);
    const attachments = [
      { name: "trace", path: join(folder, "trace.zip") },
      { name: "error-context", path },
      { name: "error-context", path: join(folder, "gone.md") },
    ];
    const specs = [
      { title: "fails", tests: [{ results: [{ attachments }, { attachments: [] }] }] },
      { title: "passes", tests: [{ results: [{}] }] },
    ];
    const [seen = "", ...more] = seenPages({ suites: [{ suites: [{ specs }] }] });
    const lines = seen.split("\n");
    expect(more).toEqual([]);
    expect(lines.slice(0, 2)).toEqual(["fails", '- button "Join"']);
    expect(lines.length).toBe(61);
    expect(Math.max(...lines.map((line) => line.length))).toBe(140);
    expect(seen).not.toContain("secret");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
