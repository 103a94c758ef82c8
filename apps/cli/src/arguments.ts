import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

/** What was typed, checked as far as it can be without a server. */
export interface Arguments {
  readonly command: readonly string[];
  readonly dataFolder: string;
  /** Another address of the server than the data folder names. */
  readonly url: string | null;
  readonly json: boolean;
  readonly help: boolean;
  readonly invite: {
    readonly spaceId: string | null;
    readonly spaceName: string | null;
    /** Null: without limit. */
    readonly maxUses: number | null;
    /** Milliseconds; null: never. */
    readonly expiresInMs: number | null;
  };
  readonly token: {
    readonly name: string | null;
    readonly scopes: readonly string[];
    /** Milliseconds; null: never. */
    readonly expiresInMs: number | null;
  };
  /** Of the log. */
  readonly lines: number;
  readonly follow: boolean;
  readonly generate: boolean;
  /** Does not ask whether it is really meant. */
  readonly yes: boolean;
}

/** `parley help`. */
export const usage = `parley COMMAND [flags]

  status                          How the server and its parts are.
  setup-link                      A new one-time link for the owner, while there is none.
  invite                          A link that lets people in, to a space that was invited to before, or
      --space ID --space-name N     to this one.
      --uses N                      How many accounts it admits (1); 0: without limit.
      --expires TIME                Such as 30m, 12h, 7d (7d); never.
  account reset-password NAME     A new password; signs out all devices of the account.
      --generate                    Makes one and prints it, instead of asking.
      --yes                         Does not ask whether it is really meant.
  agent "MESSAGE"                 Says something to the server's agent, and prints its answer.
  chat [CONVERSATION]             Talks to it line by line. Ctrl+C stops an answer, then ends the talk.
  approvals list                  What waits for an answer.
  approvals resolve ID ANSWER     Answers it: allow-once, allow-always or deny.
  config get [NAME]               The file of settings, or one of them; secrets are left out.
  config set NAME VALUE           Changes one; null takes it away.
  config validate [FILE]          What is wrong with a file, or with the server's own, line by line.
  audit list                      Who did what that concerns others: the last 50, newest below.
  audit verify                    Whether each entry is as it was written.
  token create                    An access token for a program, which acts as the owner. Printed once.
      --name NAME                   What it is called.
      --scopes S[,S]                What it may do: read, write, admin, approvals, pairing, models.
      --expires TIME                When it ends by itself, such as 30d (never). What it paired ends too.
  token list                      All access tokens.
  token revoke ID                 Ends one, and what is connected with it.
  devices list                    Paired devices of the owner, and those that wait.
  devices approve ID              Lets a waiting one in; reject ID refuses it.
  devices remove ID               Forgets a paired one.
  call METHOD ['{…}']             Any method, with its parameters as JSON.
  logs                            The end of the server's log.
      --lines N                     So many (100).
      --follow                      And whatever comes.

  --data DIR     The server's data folder [PARLEY_DATA, ~/.local/share/parley].
  --url URL      Another address of the server than the one in its data folder.
  --json         Answers as JSON.

Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 no server runs on the data folder.`;

/** Reads the words of a command line; a fault is one sentence. */
export function readArguments(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): Arguments | { readonly fault: string } {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(argv);
  } catch (thrown) {
    return { fault: thrown instanceof Error ? thrown.message : "The flags cannot be read." };
  }
  const { values, positionals } = parsed;
  const uses = Number(values.uses ?? "1");
  if (!Number.isInteger(uses) || uses < 0 || uses > 1000) return { fault: "--uses takes a number from 0 to 1000." };
  const expiresInMs = durationOf(values.expires ?? "7d");
  const tokenExpiresInMs = durationOf(values.expires ?? "never");
  if (expiresInMs === undefined || tokenExpiresInMs === undefined)
    return { fault: "--expires takes a time such as 30m, 12h or 7d, or never." };
  if (values.url !== undefined && !URL.canParse(values.url)) return { fault: "--url takes an address." };
  const lines = Number(values.lines ?? "100");
  if (!Number.isInteger(lines) || lines < 1 || lines > 5000) return { fault: "--lines takes a number from 1 to 5000." };
  const fallback = join(env.XDG_DATA_HOME || join(home, ".local/share"), "parley");
  return {
    command: positionals,
    dataFolder: resolve(values.data ?? (env.PARLEY_DATA || fallback)),
    url: values.url ?? null,
    json: values.json === true,
    help: values.help === true || positionals.length === 0 || positionals[0] === "help",
    invite: {
      spaceId: values.space ?? null,
      spaceName: values["space-name"] ?? null,
      maxUses: uses === 0 ? null : uses,
      expiresInMs,
    },
    token: {
      name: values.name ?? null,
      scopes: (values.scopes ?? "").split(",").flatMap((scope) => (scope.trim() === "" ? [] : [scope.trim()])),
      expiresInMs: tokenExpiresInMs,
    },
    lines,
    follow: values.follow === true,
    generate: values.generate === true,
    yes: values.yes === true,
  };
}

function parse(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      "data": { type: "string" },
      "url": { type: "string" },
      "json": { type: "boolean" },
      "help": { type: "boolean", short: "h" },
      "space": { type: "string" },
      "space-name": { type: "string" },
      "uses": { type: "string" },
      "expires": { type: "string" },
      "name": { type: "string" },
      "scopes": { type: "string" },
      "lines": { type: "string" },
      "follow": { type: "boolean" },
      "generate": { type: "boolean" },
      "yes": { type: "boolean" },
    },
  });
}

const units = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

function durationOf(text: string): number | null | undefined {
  if (text === "never") return null;
  const match = /^(\d{1,5})([mhd])$/.exec(text);
  const ms = match ? Number(match[1]) * units[match[2] as keyof typeof units] : 0;
  return ms >= 60_000 && ms <= 365 * units.d ? ms : undefined;
}
