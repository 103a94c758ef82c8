import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * As `mkdir -p`, mode 0700; throws what the system says. Node's own way (`recursive`, and the compile cache's) never comes
 * back where the system makes no folders, such as /proc.
 */
export function makeFolders(path: string): void {
  const parent = dirname(path);
  if (parent !== path && statSync(parent, { throwIfNoEntry: false }) === undefined) makeFolders(parent);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (thrown) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw thrown;
  }
}
