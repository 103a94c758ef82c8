import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolders } from "./make-folders.ts";

test("makes what is missing, keeps what is there, and comes back where nothing can be made", () => {
  const folder = mkdtempSync(join(tmpdir(), "parley-folders-"));
  try {
    makeFolders(join(folder, "a/b/c"));
    makeFolders(join(folder, "a/b"));
    expect(statSync(join(folder, "a/b/c")).mode & 0o777).toBe(0o700);
    expect(() => makeFolders("/proc/parley/compiled")).toThrow(/ENOENT|EACCES|EPERM|EROFS/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
