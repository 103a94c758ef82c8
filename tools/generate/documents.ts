import { posix } from "node:path";

/** What documents may name. */
export interface Facts {
  /** Whether a path under the repository exists. */
  readonly exists: (path: string) => boolean;
  readonly scripts: ReadonlySet<string>;
  readonly flags: ReadonlySet<string>;
  readonly variables: ReadonlySet<string>;
  readonly methods: ReadonlySet<string>;
  readonly errors: ReadonlySet<string>;
}

/** Commands of npm itself that a document may name. */
const npmsOwn = new Set(["ci", "install", "run", "exec"]);

/** What one Markdown document says that is not so: `line: what`. */
export function falseIn(path: string, text: string, facts: Facts): string[] {
  const found: string[] = [];
  const lines = text.split("\n");
  for (const [at, line] of lines.entries()) {
    const say = (what: string) => found.push(`${path}:${at + 1}: ${what}`);
    for (const [, link, picture] of line.matchAll(/\]\(([^)\s]+)\)|<img[^>]* src="([^"]+)"/g)) {
      const target = link ?? picture ?? "";
      const file = target.replace(/#.*$/, "");
      if (file === "" || /^[a-z]+:/.test(file)) continue;
      const to = posix.normalize(posix.join(posix.dirname(path), file));
      if (!facts.exists(to)) say(`dead link to ${target}`);
    }
    for (const [, script = ""] of line.matchAll(/npm run (?:-s )?([a-z][\w:-]*)/g)) {
      if (!facts.scripts.has(script)) say(`no script "${script}"`);
    }
    for (const [, command = ""] of line.matchAll(/`npm ([a-z]+)/g)) {
      if (!facts.scripts.has(command) && !npmsOwn.has(command)) say(`no command "npm ${command}"`);
    }
    for (const [, flag = ""] of line.matchAll(/npm start -- [^`]*?(--[a-z][a-z-]+)/g)) {
      if (!knownFlag(flag, facts)) say(`no setting ${flag}`);
    }
    for (const [, flag = ""] of line.matchAll(/`(--[a-z][a-z-]+)[^`]*`/g)) {
      if (!knownFlag(flag, facts)) say(`no setting ${flag}`);
    }
    for (const [, name = ""] of line.matchAll(/\b(PARLEY_[A-Z_]+)\b/g)) {
      if (!facts.variables.has(name)) say(`no variable ${name}`);
    }
    for (const [, name = ""] of line.matchAll(/`((?:accounts|auth|invites|stack)\.[a-zA-Z]+)/g)) {
      if (!facts.methods.has(name)) say(`no method ${name}`);
    }
    // Codes of the packages that throw them here, and of the environment, are not the wire's.
    for (const [, code = ""] of line.matchAll(/`([A-Z]+_[A-Z_]+)`/g)) {
      if (!facts.errors.has(code) && !/^(PARLEY|CLIENT|MATRIX)_/.test(code)) say(`no error code ${code}`);
    }
    if (/(^|[\s`"'(])\/(work|root|home\/[a-z]+)\//.test(line)) say("a path of one machine");
  }
  return found;
}

function knownFlag(flag: string, facts: Facts): boolean {
  return facts.flags.has(flag) || facts.flags.has(flag.replace(/^--no-/, "--"));
}
