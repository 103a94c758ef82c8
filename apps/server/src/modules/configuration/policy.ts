import { AppError } from "@parley/kernel";
import type { ConfigState } from "../../config/config-file.ts";
import { changedSettings } from "./shown.ts";

/**
 * What names files and programs is changed in the file, by who can write it; so are variables, which could carry what is
 * secret into what is shown. Throws MISSING_SCOPE.
 */
export function mayWrite(before: ConfigState, next: ConfigState, guarded: ReadonlySet<string>): void {
  const changed = changedSettings(before.shown, next.shown);
  const kept = changed.find((name) => guarded.has(name));
  if (kept !== undefined) refuse(`${kept} is changed in the file alone`);
  if (before.files.join("\n") !== next.files.join("\n"))
    refuse("which files are included is changed in the file alone");
  const filled = changed.find((name) => JSON.stringify(next.shown[name] ?? null).includes("${"));
  if (filled !== undefined) refuse(`${filled} names a variable: that is written in the file alone`);
}

function refuse(why: string): never {
  throw new AppError("MISSING_SCOPE", `Not over the protocol: ${why}.`);
}
