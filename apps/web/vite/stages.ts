import type { Plugin } from "vite";

/** What the bundler knows of a module, as far as stages ask. */
interface ModuleFacts {
  readonly importedIds: readonly string[];
  readonly dynamicImporters: readonly string[];
  readonly code: string | null;
}
type Facts = (id: string) => ModuleFacts | null;

/** What is loaded by itself before anyone is signed in: it must not load a later stage for the sake of a module that both use. */
const early: readonly RegExp[] = [
  /\/apps\/web\/index\.html$/,
  /\/apps\/web\/src\/features\/auth\/index\.ts$/,
  /\/packages\/matrix\/src\/auth\/[\w-]+\.ts$/,
  /\/packages\/matrix\/src\/outbox\/hand-over\.ts$/,
];

/** In the order in which a page loads them: each is what its entry imports statically and no stage before it has. */
const later: readonly (readonly [name: string, ...entries: RegExp[]])[] = [
  ["frame", /\/src\/app\/frame\/FrameRoute\.tsx$/],
  ["room", /\/src\/features\/chat\/ui\/room\/RoomView\.tsx$/],
  ["session", /\/packages\/matrix\/src\/session\/session\.ts$/, /\/rust-crypto\/index\.js$/],
  ["layers", /\/src\/ui\/(?:Menu|Popover)Layer\.tsx$/],
];

/** One barrel names all icons: which of them a module uses is only told by the names that it imports. */
const icon = /\/lucide-react\/dist\/esm\/icons\/([\w-]+)\.m?js$/;
/** What may be used early, but is not drawn in for that: signing in by OAuth takes the session's file, which comes next. */
const notEarly = /\/node_modules\/matrix-js-sdk\/|\/lucide-react\/dist\/esm\/icons\//;
const sdk = /\/node_modules\/matrix-js-sdk\//;
const barrel = /\/lucide-react\/dist\/esm\/lucide-react\.m?js$/;

/** Tells of each module which stage it belongs to; none: the bundler decides. */
export function stagesOf(ids: readonly string[], facts: Facts): ReadonlyMap<string, string> {
  const closure = (entries: readonly RegExp[], without: RegExp): ReadonlySet<string> => {
    const found = new Set<string>();
    const begins = (id: string) => id.endsWith(".html") || facts(id)?.dynamicImporters.length !== 0;
    const queue = ids.filter((id) => entries.some((entry) => entry.test(id)) && begins(id));
    for (const id of queue) {
      if (found.has(id) || without.test(id)) continue;
      found.add(id);
      queue.push(...(facts(id)?.importedIds ?? []));
    }
    return found;
  };
  const named = new Map<string, string>();
  const before = new Set(closure(early, notEarly));
  // What stands on the SDK goes with it: left behind it would import the session's file, and that file it.
  for (const id of before) {
    const entry = early.some((each) => each.test(id)) && (facts(id)?.dynamicImporters.length ?? 0) > 0;
    if (!entry && standsOn(id, sdk, facts)) before.delete(id);
  }
  const names = facts(ids.find((id) => barrel.test(id)) ?? "")?.code ?? "";
  const earlyIcons = iconsIn([...before], names, facts);
  const staged = later.flatMap(([, ...entries]) => [...closure(entries, icon)]);
  const stagedIcons = iconsIn(staged, names, facts);
  for (const id of ids) {
    const file = icon.exec(id)?.[1];
    // What only later parts draw comes with the first of them.
    if (file !== undefined && !earlyIcons.has(file)) named.set(id, stagedIcons.has(file) ? "icons" : "late-icons");
  }
  for (const [name, ...entries] of later) {
    for (const id of closure(entries, icon)) {
      // The entries stay files of their own: what imports them dynamically finds them by their names.
      if (!before.has(id) && !named.has(id) && !entries.some((entry) => entry.test(id))) named.set(id, name);
    }
  }
  return named;
}

/** Whether a module imports such a one, itself or by another. */
function standsOn(id: string, what: RegExp, facts: Facts): boolean {
  const queue = [id];
  const seen = new Set(queue);
  for (const one of queue) {
    if (what.test(one)) return true;
    for (const next of facts(one)?.importedIds ?? []) {
      if (!seen.has(next)) queue.push(next);
      seen.add(next);
    }
  }
  return false;
}

/** The files of the icons that these modules import. `names`: the barrel's own words. */
function iconsIn(modules: readonly string[], names: string, facts: Facts): ReadonlySet<string> {
  const fileOf = new Map<string, string>();
  for (const [, exported = "", file = ""] of names.matchAll(
    /export \{([^}]*)\} from ["']\.\/icons\/([\w-]+)\.m?js["']/g,
  )) {
    for (const [, name = ""] of exported.matchAll(/default as (\w+)/g)) fileOf.set(name, file);
  }
  const files = new Set<string>();
  for (const id of modules) {
    for (const [, imported = ""] of (facts(id)?.code ?? "").matchAll(/import \{([^}]*)\} from ["']lucide-react["']/g)) {
      for (const name of imported.split(",")) files.add(fileOf.get(name.trim().split(" as ")[0] ?? "") ?? "");
    }
  }
  return files;
}

type Files = Readonly<Record<string, { readonly imports?: readonly string[] }>>;

/** Files that import each other in a circle, or null. */
export function circleIn(files: Files): string | null {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): string | null => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name].join(" → ");
    if (done.has(name)) return null;
    for (const next of files[name]?.imports ?? []) {
      const circle = visit(next, [...path, name]);
      if (circle !== null) return circle;
    }
    done.add(name);
    return null;
  };
  for (const name of Object.keys(files)) {
    const circle = visit(name, []);
    if (circle !== null) return circle;
  }
  return null;
}

/**
 * Puts what a page loads together into one file. Left alone the bundler makes a file of whatever two lazy parts share: a
 * hundred small ones, which are larger together and asked for one by one.
 */
export function stages(): Plugin {
  let named: ReadonlyMap<string, string> = new Map();
  return {
    name: "parley:stages",
    apply: "build",
    config: () => ({
      build: {
        rolldownOptions: {
          // What is imported dynamically for its time, not for its size, lies in the stage of those that need it anyway.
          checks: { ineffectiveDynamicImport: false },
          output: {
            codeSplitting: {
              groups: [
                // A stage's dependencies are in it or in one before: nothing needs to be drawn in.
                { name: (id) => named.get(id) ?? null, debugName: "stages", includeDependenciesRecursively: false },
              ],
            },
          },
        },
      },
    }),
    buildEnd() {
      named = stagesOf([...this.getModuleIds()], (id) => this.getModuleInfo(id));
    },
    generateBundle(_options, bundle) {
      const circle = circleIn(bundle);
      if (circle !== null)
        this.error(`files import each other, and one would find the other empty: ${circle} (vite/stages.ts)`);
    },
  };
}
