import { z } from "zod";
import { method } from "./method.ts";

/** JSON5, as it stands in the file. */
const raw = () => z.string().max(512 * 1024);
/** Of the text that was read, so that nobody writes over what somebody else wrote. */
const baseHash = () =>
  z
    .string()
    .regex(/^[0-9a-f]{64}$/, "the hash that config.get answered")
    .optional();

const issue = () =>
  z.object({
    /** Dotted; empty: the whole file. */
    path: z.string(),
    message: z.string(),
    /** `FILE:LINE`, a flag or a variable. */
    at: z.string(),
  });
const config = () => z.record(z.string(), z.unknown());

const written = () =>
  z.object({
    ok: z.literal(true),
    path: z.string(),
    config: config(),
    hash: z.string(),
    changedPaths: z.array(z.string()),
    /** Nothing was different. */
    noop: z.boolean(),
    /** Settings that are in force after the next start; the others are now. */
    restart: z.object({ needed: z.boolean(), settings: z.array(z.string()) }),
  });

/** What is said after the file of settings was changed, by whatever way. */
export const configChanged = () =>
  z.object({
    hash: z.string(),
    /** False: it has faults, and what was in force before still is. */
    valid: z.boolean(),
    changedPaths: z.array(z.string()),
    restart: z.array(z.string()),
  });

const write = { scope: "operator.admin", kind: "write", since: "0.1.0" } as const;
const read = { scope: "operator.admin", kind: "read", since: "0.1.0" } as const;
const subject = () => "settings";
const errors = ["CONFLICT", "MISSING_SCOPE"] as const;

/** Names and shapes: gateway protocol v3; `validate` and `reload` as in carapace. */
/** What clients of the family send along, for a restart that they expect. */
const withAftermath = () =>
  z.strictObject({
    raw: raw(),
    baseHash: baseHash(),
    sessionKey: z.string().max(256).optional(),
    note: z.string().max(1000).optional(),
    restartDelayMs: z.int().min(0).optional(),
  });

export const configurationMethods = {
  "config.get": method({
    ...read,
    about: "The file of settings as it stands, without secrets: variables are named and never filled in.",
    params: () => z.strictObject({}),
    result: () =>
      z.object({
        path: z.string(),
        exists: z.boolean(),
        raw: z.string().nullable(),
        parsed: config(),
        config: config(),
        valid: z.boolean(),
        hash: z.string(),
        issues: z.array(issue()),
        warnings: z.array(issue()),
        legacyIssues: z.array(issue()),
      }),
    errors: [],
  }),
  "config.schema": method({
    ...read,
    about: "The JSON Schema of the settings, and what a form says about each.",
    params: () => z.strictObject({}),
    result: () =>
      z.object({
        schema: config(),
        uiHints: z.record(
          z.string(),
          z.object({
            label: z.string(),
            help: z.string(),
            order: z.int(),
            /** Settings that a form shows together: `server`, `homeserver`, `calls`, `agents` or `keeping`. */
            group: z.string(),
            sensitive: z.boolean(),
            /** Changed in the file alone. */
            advanced: z.boolean(),
          }),
        ),
        version: z.string(),
        generatedAt: z.string(),
      }),
    errors: [],
  }),
  "config.validate": method({
    ...read,
    about: "What is wrong with a text if it were the file of settings, line by line; without a text, with the file.",
    params: () => z.strictObject({ raw: raw().optional() }),
    result: () => z.object({ valid: z.boolean(), issues: z.array(issue()) }),
    errors: [],
  }),
  "config.set": method({
    ...write,
    about:
      "Writes the file of settings as it is given. Keys that name files and programs are changed in the file alone.",
    params: () => z.strictObject({ raw: raw(), baseHash: baseHash() }),
    result: written,
    errors,
    subject,
  }),
  "config.apply": method({
    ...write,
    about: "The same as `config.set`: what needs no restart is in force at once.",
    params: withAftermath,
    result: written,
    errors,
    subject,
  }),
  "config.patch": method({
    ...write,
    about: "Changes single settings by a merge patch (RFC 7396), given as JSON5. Comments of the file are lost.",
    params: withAftermath,
    result: written,
    errors,
    subject,
  }),
  "config.reload": method({
    ...write,
    about: "Reads the file of settings anew. One with faults changes nothing.",
    params: () => z.strictObject({}),
    result: () =>
      z.object({
        ok: z.literal(true),
        hash: z.string(),
        changedPaths: z.array(z.string()),
        restart: z.object({ needed: z.boolean(), settings: z.array(z.string()) }),
      }),
    errors: [],
    subject,
  }),
};
