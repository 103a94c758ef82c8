import { expect, it } from "vitest";
import { type Findings, judge } from "./assess.ts";

const whole: Findings = {
  identity: true,
  identityHere: true,
  storage: true,
  identityStored: true,
  backup: true,
  backupHere: true,
  backupKeyStored: true,
};
const none: Findings = {
  identity: false,
  identityHere: false,
  storage: false,
  identityStored: false,
  backup: false,
  backupHere: false,
  backupKeyStored: false,
};

it("takes an account without anything for a new one", () => {
  expect(judge(none, false)).toEqual({ verdict: "fresh" });
  expect(judge(none, true)).toEqual({ verdict: "unfinished" });
});

it("finds everything in place ready", () => {
  expect(judge(whole, false)).toEqual({ verdict: "ready" });
  expect(judge(whole, true)).toEqual({ verdict: "ready" });
});

it("asks a second device for the recovery key", () => {
  expect(judge({ ...whole, identityHere: false, backupHere: false }, false)).toEqual({ verdict: "needs-recovery" });
  expect(judge({ ...whole, backupHere: false }, false)).toEqual({ verdict: "needs-recovery" });
});

it("goes on with a set-up that was cut off, at whatever point", () => {
  const cuts: Findings[] = [
    { ...none, identity: true, identityHere: true },
    { ...none, identity: true, identityHere: true, storage: true },
    { ...whole, backup: false, backupHere: false, backupKeyStored: false },
    { ...whole, backupKeyStored: false },
  ];
  for (const cut of cuts) expect(judge(cut, true)).toEqual({ verdict: "unfinished" });
});

it("does not go on with a set-up that another device has finished", () => {
  expect(judge({ ...whole, identityHere: false, backupHere: false }, true)).toEqual({ verdict: "needs-recovery" });
});

it("names what does not fit together", () => {
  expect(judge({ ...whole, identity: false, identityHere: false, identityStored: false }, false)).toEqual({
    verdict: "broken",
    missing: ["cross-signing"],
  });
  expect(judge({ ...whole, storage: false, identityStored: false, backupKeyStored: false }, false)).toEqual({
    verdict: "broken",
    missing: ["secret-storage"],
  });
  expect(judge({ ...whole, backup: false, backupHere: false, backupKeyStored: false }, false)).toEqual({
    verdict: "broken",
    missing: ["backup"],
  });
  expect(judge({ ...whole, backupHere: false, backupKeyStored: false }, false)).toEqual({
    verdict: "broken",
    missing: ["backup-key"],
  });
});
