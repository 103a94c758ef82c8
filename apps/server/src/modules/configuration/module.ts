import { AppError, type Clock, type Log } from "@parley/kernel";
import type { ResultOf } from "@parley/protocol";
import type { ConfigFile, ConfigState } from "../../config/config-file.ts";
import type { EventSink, HandlersOf, RateLimit, Redactor } from "../../platform/call.ts";
import { mergePatch } from "./merge-patch.ts";
import { mayWrite } from "./policy.ts";
import { changedSettings, createShown, markOfSecret } from "./shown.ts";

/** What the module needs. */
export interface ConfigurationDeps {
  readonly file: ConfigFile;
  /** Puts in force what needs no restart. */
  readonly apply: (settings: NonNullable<ConfigState["settings"]>) => void;
  readonly version: string;
  readonly events: EventSink;
  readonly redactor: Redactor;
  /** Of writes. */
  readonly rate: RateLimit;
  readonly clock: Clock;
  readonly log: Log;
}

type Methods =
  | "config.get"
  | "config.schema"
  | "config.validate"
  | "config.set"
  | "config.apply"
  | "config.patch"
  | "config.reload";

interface Change {
  readonly changedPaths: string[];
  readonly restart: { readonly needed: boolean; readonly settings: string[] };
}

/** The file of settings: read without secrets, written under its hash, put in force where that can be. */
export function createConfigurationModule(deps: ConfigurationDeps) {
  const { file, events, log } = deps;
  const shown = createShown(deps.redactor);
  const started = file.read();
  let now = started;

  const settle = (next: ConfigState): Change => {
    const changedPaths = changedSettings(now.shown, next.shown);
    now = next;
    const settings = changedSettings(started.shown, next.shown).filter((name) => !file.hot.has(name));
    if (changedPaths.length > 0) {
      if (next.settings !== null) deps.apply(next.settings);
      events.emit("config.changed", { hash: next.hash, valid: true, changedPaths, restart: settings });
    }
    rewatch();
    return { changedPaths, restart: { needed: settings.length > 0, settings } };
  };
  /** Reads anew. What has faults is said, and changes nothing. */
  const reload = (why: string): Change | null => {
    const next = file.read();
    if (next.faults.length > 0) {
      const lines = next.faults.slice(0, 5).map(({ at, path, message }) => `${at}: ${path} ${message}`);
      log.warn("settings with faults were left alone", { why, faults: lines.join("; ") });
      events.emit("config.changed", { hash: next.hash, valid: false, changedPaths: [], restart: [] });
      return null;
    }
    const change = settle(next);
    if (change.changedPaths.length > 0) {
      log.info("settings were read anew", { why, changed: change.changedPaths.join(" ") });
    }
    return change;
  };

  let watched = "";
  let release = () => {};
  const rewatch = () => {
    const files = now.files.join("\n");
    if (files === watched) return;
    release();
    watched = files;
    release = file.watch(now.files, () => reload("the file was changed"));
  };

  const write = (text: string, baseHash: string | undefined): ResultOf<"config.set"> => {
    deps.rate.take("settings");
    const before = file.read();
    if (before.exists && baseHash === undefined) {
      throw new AppError("CONFLICT", "config base hash required: read config.get first");
    }
    if (baseHash !== undefined && baseHash !== before.hash) {
      throw new AppError("CONFLICT", "config changed since last load; re-run config.get and retry");
    }
    if (text.includes(markOfSecret))
      throw new AppError("BAD_PARAMS", "A secret that was left out cannot be written back.");
    const next = file.weigh(text);
    if (next.faults.length > 0) throw invalid(next);
    mayWrite(before, next, file.guarded);
    const same = text === before.text;
    if (!same) file.write(text);
    const { changedPaths, restart } = settle(next);
    return {
      ok: true,
      path: file.path,
      config: shown.values(next),
      hash: next.hash,
      changedPaths,
      noop: same,
      restart,
    };
  };

  const handlers: HandlersOf<Methods> = {
    ...readsOf(deps, shown),
    "config.set": async ({ raw, baseHash }) => write(raw, baseHash),
    "config.apply": async ({ raw, baseHash }) => write(raw, baseHash),
    async "config.patch"({ raw, baseHash }) {
      const patch = file.parse(raw);
      const before = file.read();
      const base = before.exists ? file.parse(before.text) : {};
      if (patch === null || base === null) throw new AppError("BAD_PARAMS", "A merge patch is an object in JSON5.");
      const merged = mergePatch(base, patch);
      // What changes nothing leaves the file as it was written, comments and all.
      const same = JSON.stringify(merged) === JSON.stringify(base) && before.exists;
      return write(
        same ? before.text : `${JSON.stringify(merged, null, 2)}\n`,
        baseHash ?? (same ? before.hash : undefined),
      );
    },
    async "config.reload"() {
      deps.rate.take("settings");
      const change = reload("config.reload");
      if (change === null) throw invalid(file.read());
      return { ok: true, hash: now.hash, ...change };
    },
  };
  rewatch();
  return { handlers, reload, close: () => release() };
}

function readsOf(
  { file, version, clock }: ConfigurationDeps,
  shown: ReturnType<typeof createShown>,
): HandlersOf<"config.get" | "config.schema" | "config.validate"> {
  return {
    async "config.get"() {
      const state = file.read();
      const config = shown.values(state);
      const issues = state.faults.map(issueOf);
      const { exists, hash } = state;
      const raw = exists ? shown.text(state) : null;
      const valid = issues.length === 0;
      return {
        path: file.path,
        exists,
        raw,
        parsed: config,
        config,
        valid,
        hash,
        issues,
        warnings: [],
        legacyIssues: [],
      };
    },
    async "config.schema"() {
      const { schema, hints } = file.describe();
      return { schema, uiHints: hints, version: version, generatedAt: new Date(clock.now()).toISOString() };
    },
    async "config.validate"({ raw }) {
      const { faults } = raw === undefined ? file.read() : file.weigh(raw);
      return { valid: faults.length === 0, issues: faults.map(issueOf) };
    },
  };
}

function invalid({ faults }: ConfigState): AppError {
  const first = faults[0];
  const text = first === undefined ? "" : `: ${first.at}: ${first.path} ${first.message}`;
  return new AppError("BAD_PARAMS", `invalid config${text}`, { details: { issues: faults.slice(0, 50).map(issueOf) } });
}

function issueOf({ at, path, message }: ConfigState["faults"][number]) {
  return { path, message, at };
}
