import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { type Fault, fail } from "./fault.ts";
import { isTest, type SourceFile, walk } from "./source.ts";

/** Ways round the type checker, counted in what is not a test. `as const` is none. */
export interface Loose {
  readonly any: number;
  readonly nonNull: number;
  readonly as: number;
}

export type Counts = Readonly<Record<string, Loose>>;

const kinds = ["any", "nonNull", "as"] as const;

/** Counts per package: `packages/x`, `apps/x`, or the first folder. */
export function countLoose(files: readonly SourceFile[]): Counts {
  const counts: Record<string, { any: number; nonNull: number; as: number }> = {};
  for (const file of files) {
    if (isTest(file.path)) continue;
    const parts = file.path.split("/");
    const owner = parts[0] === "packages" || parts[0] === "apps" ? parts.slice(0, 2).join("/") : (parts[0] ?? "");
    counts[owner] ??= { any: 0, nonNull: 0, as: 0 };
    const count = counts[owner];
    walk(file.tree, (node) => {
      if (node.type === "TsKeywordType" && node.kind === "any") count.any += 1;
      if (node.type === "TsNonNullExpression") count.nonNull += 1;
      if (node.type === "TsAsExpression" || node.type === "TsTypeAssertion") count.as += 1;
    });
  }
  return counts;
}

/** Fails where a count is above the written one. A package without an entry starts at nothing. */
export function checkRatchet(path: string, counts: Counts): Fault[] {
  if (!existsSync(path)) {
    return [fail("tools/ratchet.json", "is missing", "npm run check -- --lower writes it, with the numbers of now.")];
  }
  const written: Counts = JSON.parse(readFileSync(path, "utf8"));
  return Object.entries(counts).flatMap(([owner, count]) =>
    kinds.flatMap((kind) => {
      const limit = written[owner]?.[kind] ?? 0;
      if (count[kind] <= limit) return [];
      return [
        fail(
          owner,
          `${count[kind]} × ${kind === "nonNull" ? "`!`" : `\`${kind}\``} outside tests (at most ${limit})`,
          "Narrow with a check, a type guard or a schema instead; the number may only fall.",
        ),
      ];
    }),
  );
}

/** Writes the counts that fell, and never one that rose. Without a file, writes them all as the beginning. */
export function lowerRatchet(path: string, counts: Counts): void {
  const written: Counts | undefined = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
  const next: Record<string, Loose> = {};
  for (const owner of Object.keys(counts).sort()) {
    const now = counts[owner];
    const before = written ? (written[owner] ?? { any: 0, nonNull: 0, as: 0 }) : now;
    if (!now || !before) continue;
    next[owner] = {
      any: Math.min(now.any, before.any),
      nonNull: Math.min(now.nonNull, before.nonNull),
      as: Math.min(now.as, before.as),
    };
  }
  const lines = Object.entries(next).map(([owner, loose]) => `  ${JSON.stringify(owner)}: ${spaced(loose)}`);
  writeFileSync(path, `{\n${lines.join(",\n")}\n}\n`);
}

function spaced(loose: Loose): string {
  return `{ "any": ${loose.any}, "nonNull": ${loose.nonNull}, "as": ${loose.as} }`;
}
