import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkLockfile, completeLock, missingInLock } from "./lockfile.ts";

let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-lock-"));
  path = join(folder, "package-lock.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (packages: Readonly<Record<string, object>>) => writeFileSync(path, JSON.stringify({ packages }));

describe("the lockfile", () => {
  it("is whole when each name is found beside its user or above", () => {
    write({
      "": { dependencies: { a: "1.0.0" } },
      "packages/x": { dependencies: { b: "1.0.0" } },
      "packages/x/node_modules/b": { version: "1.0.0" },
      "node_modules/a": { version: "1.0.0", dependencies: { "@s/c": "2" } },
      "node_modules/a/node_modules/@s/c": { version: "2.0.0", dependencies: { a: "1" } },
    });
    expect(checkLockfile(path)).toEqual([]);
  });

  it("is told what it lacks, and completed for other systems, never for this one's own needs", () => {
    write({
      "": { dependencies: { a: "1.0.0" } },
      "node_modules/a": {
        version: "1.0.0",
        dependencies: { gone: "1.0.0" },
        optionalDependencies: { "@a/cli-darwin-arm64": "1.0.0", "@a/cli-linux-x64-musl": "1.0.0" },
      },
    });
    expect(missingInLock(JSON.parse(readFileSync(path, "utf8")))).toHaveLength(3);
    completeLock(path);
    expect(checkLockfile(path)).toMatchObject([{ what: expect.stringContaining("gone@1.0.0") }]);
    const { packages } = JSON.parse(readFileSync(path, "utf8"));
    expect(packages["node_modules/@a/cli-darwin-arm64"]).toEqual({
      version: "1.0.0",
      os: ["darwin"],
      cpu: ["arm64"],
      optional: true,
    });
    expect(packages["node_modules/@a/cli-linux-x64-musl"]).toMatchObject({ os: ["linux"], libc: ["musl"] });
  });
});
