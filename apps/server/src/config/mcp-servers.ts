import { z } from "zod";
import type { SettingRow } from "./setting-row.ts";

/** A program or an address that offers tools to agents by the Model Context Protocol. */
export interface McpServer {
  /** Stands before the names of its tools. */
  readonly name: string;
  readonly run:
    | {
        readonly type: "stdio";
        readonly command: readonly string[];
        /** Shown to it as `/server`, to be read only; null: none. */
        readonly folder: string | null;
        readonly env: Readonly<Record<string, string>>;
      }
    | {
        readonly type: "http";
        readonly url: string;
        readonly headers: Readonly<Record<string, string>>;
        /** How people sign in there, as far as it does not say so itself. */
        readonly oauth?: OAuth;
      };
  /** Ids of the agents that may use it; `*` is every agent. None: nobody may. */
  readonly agents: readonly string[];
  /** Tools of it that are called without a question. */
  readonly unasked: readonly string[];
  /** Headers or variables whose values stand in no file: they are entered by an admin and sealed. */
  readonly secrets: readonly string[];
}

export interface OAuth {
  /** The service that signs people in: no other is gone to, and this one may stand in an own network. */
  readonly issuer?: string | undefined;
  /** Where programs cannot register by themselves. */
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
  /** What is asked for. */
  readonly scopes?: readonly string[] | undefined;
}

const serversMost = 16;
const name = z.string().regex(/^[a-z][a-z0-9-]{0,23}$/, "must be named in at most 24 small letters, digits and -");
const fields = (of: string) => z.record(z.string().max(100), z.string().max(8192), { error: `must be ${of}` });
const common = {
  agents: z.array(z.string().min(1).max(64)).max(100).optional(),
  unasked: z.array(z.string().min(1).max(64)).max(100).optional(),
};
const names = z.array(z.string().min(1).max(100)).max(16);
const header = /^[a-z0-9-]+$/i;
/** A loader reads these before any program does. */
const variable = /^(?!LD_|DYLD_|GLIBC_|GCONV_)[A-Z_][A-Z0-9_]*$/i;

const oauth = z
  .strictObject({
    issuer: z.string().max(2048).refine(isServerAddress).optional(),
    clientId: z.string().min(1).max(500).optional(),
    clientSecret: z.string().min(1).max(2048).optional(),
    scopes: z
      .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/))
      .max(50)
      .optional(),
  })
  .refine(({ clientId, clientSecret }) => clientSecret === undefined || clientId !== undefined);

const entry = z.union(
  [
    z.strictObject({
      command: z
        .array(
          z
            .string()
            .max(4096)
            .refine((word) => !word.includes("\0"), "holds no NUL"),
        )
        .min(1)
        .max(50),
      folder: z.string().startsWith("/", "must be an absolute path").max(4096).optional(),
      env: fields("variables")
        .refine((env) => Object.keys(env).every((key) => variable.test(key)), "names a variable that it may not have")
        .optional(),
      secrets: names
        .refine((all) => all.every((key) => variable.test(key)), "names a variable that it may not have")
        .optional(),
      ...common,
    }),
    z.strictObject({
      url: z.string().max(2048).refine(isServerAddress),
      headers: fields("headers").optional(),
      secrets: names.refine((all) => all.every((key) => header.test(key)), "names what is no header").optional(),
      oauth: oauth.optional(),
      ...common,
    }),
  ],
  {
    error:
      "must be { command: [PROGRAM, …], folder?, env? } or { url, headers?, oauth?: { issuer, clientId, clientSecret, scopes } }, each with agents, unasked and secrets where wanted",
  },
);

/** A key in an address would stand in logs: it belongs in a header. */
function isServerAddress(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  const isWeb = url.protocol === "https:" || url.protocol === "http:";
  return isWeb && url.search === "" && url.hash === "" && url.username === "" && url.password === "";
}

export const mcpRows = {
  mcpServers: {
    kind: "object",
    schema: z
      .record(name, entry)
      .refine(
        (servers) => Object.keys(servers).length <= serversMost,
        `must not have more than ${serversMost} servers`,
      ),
    fileOnly: true,
    about:
      "Servers of tools for agents (Model Context Protocol), by name: `{ command: [PROGRAM, …], folder, env }` for a program in the sandbox, or `{ url, headers }`; `agents` names the agents that may use it (`*`: all; none by itself), `unasked` its tools that need no question, `secrets` headers or variables whose values are entered on the page *Server status* and sealed. Where an address asks for a sign-in, it is done on that page; `oauth: { issuer, clientId, clientSecret, scopes }` says what the address does not say itself. Only in the file, and in force at once.",
  },
} as const satisfies Record<string, SettingRow>;

/** What the setting comes to. */
export function mcpServersOf(raw: z.output<typeof mcpRows.mcpServers.schema> = {}): readonly McpServer[] {
  return Object.entries(raw).map(([name, given]) => ({
    name,
    run:
      "command" in given
        ? { type: "stdio", command: given.command, folder: given.folder ?? null, env: given.env ?? {} }
        : {
            type: "http",
            url: given.url,
            headers: given.headers ?? {},
            ...(given.oauth === undefined ? {} : { oauth: given.oauth }),
          },
    agents: given.agents ?? [],
    unasked: given.unasked ?? [],
    secrets: [...new Set(given.secrets)],
  }));
}
