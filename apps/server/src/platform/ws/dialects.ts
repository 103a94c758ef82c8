import type { Dialect } from "./dialect.ts";
import { dialect3 } from "./dialect-3.ts";
import { dialect4 } from "./dialect-4.ts";

const dialects: readonly Dialect[] = [dialect4, dialect3];

/** The newest version that both ends speak; null: there is none. */
export function chooseDialect(range: { readonly minProtocol: number; readonly maxProtocol: number }): Dialect | null {
  return dialects.find(({ version }) => range.minProtocol <= version && version <= range.maxProtocol) ?? null;
}

/** Before a version is agreed on, and where none is: as the newest says it. */
export const newest: Dialect = dialect4;
