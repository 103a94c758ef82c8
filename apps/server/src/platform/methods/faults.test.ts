import { AppError } from "@parley/kernel";
import { expect, test } from "vitest";
import { presentable } from "./faults.ts";

test.each([
  new AppError("DISK_FULL", "The disk that holds /d is full."),
  Object.assign(new Error("write"), { code: "ENOSPC" }),
  Object.assign(new Error("database or disk is full"), { code: "ERR_SQLITE_ERROR", errcode: 13 }),
])("a full disk is no fault of ours: %s", (thrown) => {
  expect(presentable(thrown)).toMatchObject({ code: "PART_DOWN", retryable: true, details: { cause: "disk-full" } });
});

test("what has no code of the contract is a fault of ours, without its text", () => {
  const broken = Object.assign(new Error("secret"), { code: "ERR_SQLITE_ERROR", errcode: 1 });
  expect(presentable(broken)).toMatchObject({ code: "INTERNAL" });
  expect(presentable(broken).message).not.toContain("secret");
});
