/** What a check found: where, what, and how to mend it. */
export interface Fault {
  /** Path under the repository, with `:line` where one is known. */
  readonly where: string;
  readonly what: string;
  readonly mend: string;
  /** A warning is printed and does not fail the check. */
  readonly level: "fail" | "warn";
}

/** A fault that fails the check. */
export function fail(where: string, what: string, mend: string): Fault {
  return { where, what, mend, level: "fail" };
}

/** A fault that is only printed. */
export function warn(where: string, what: string, mend: string): Fault {
  return { where, what, mend, level: "warn" };
}
