import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A small sound tree in a temporary folder, for planting faults in. `remove` deletes it. */
export function plantTree(planted: Readonly<Record<string, string>>): { root: string; remove(): void } {
  const root = mkdtempSync(join(tmpdir(), "parley-check-"));
  for (const [path, text] of Object.entries({ ...sound, ...planted })) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

const manifest = (name: string, dependencies: Readonly<Record<string, string>>) =>
  JSON.stringify({ name, exports: { ".": "./src/index.ts" }, dependencies });

const sound: Readonly<Record<string, string>> = {
  "package.json": JSON.stringify({ name: "planted" }),
  "packages/kernel/package.json": manifest("@parley/kernel", {}),
  "packages/kernel/src/index.ts": `export { type Clock } from "./clock.ts";\n`,
  "packages/kernel/src/clock.ts": "export interface Clock { now(): number }\n",
  "packages/protocol/package.json": manifest("@parley/protocol", { zod: "4" }),
  "packages/protocol/src/index.ts": `import { z } from "zod";\nexport const name = z.string();\n`,
  "packages/matrix/package.json": manifest("@parley/matrix", { "@parley/kernel": "0", "matrix-js-sdk": "43" }),
  "packages/matrix/src/index.ts": `import type { Clock } from "@parley/kernel";\nexport type Session = { clock: Clock };\nexport const load = () => import("matrix-js-sdk");\n`,
  "packages/testkit/package.json": manifest("@parley/testkit", {}),
  "packages/testkit/src/index.ts": "export const fake = 1;\n",
  "apps/web/package.json": manifest("@parley/web", { "@parley/kernel": "0", "@parley/matrix": "0", "react": "19" }),
  "apps/web/src/shared/words.ts": "export const words = 1;\n",
  "apps/web/src/features/chat/index.ts": `export { room } from "./room.ts";\n`,
  "apps/web/src/features/chat/room.ts": `import { words } from "../../shared/words.ts";\nexport const room = words;\n`,
  "apps/web/src/features/auth/index.ts": "export const signIn = 1;\n",
  "apps/web/src/app/shell.ts": `import { signIn } from "../features/auth/index.ts";\nexport const shell = signIn;\n`,
  "apps/server/package.json": manifest("@parley/server", { "@parley/kernel": "0" }),
  "apps/server/src/index.ts": `export { createAuth } from "./modules/auth/module.ts";\n`,
  "apps/server/src/platform/ports.ts": "export interface Store { read(): string }\n",
  "apps/server/src/modules/auth/module.ts": `import type { Store } from "../../platform/ports.ts";\nexport const createAuth = (store: Store) => store;\n`,
  "apps/server/src/modules/invites/module.ts": `import { randomUUID } from "node:crypto";\nexport const invite = randomUUID;\n`,
};
