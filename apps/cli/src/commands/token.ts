import { AppError } from "@parley/kernel";
import { isScope, type ResultOf, type ScopeName, scopeNames } from "@parley/protocol";
import type { Context } from "../context.ts";

/** A new access token of the owner's account; it is printed once and cannot be shown again. */
export async function createToken({ client, terminal, given }: Context): Promise<void> {
  const { name, scopes, expiresInMs } = given.token;
  if (name === null || scopes.length === 0) {
    throw new AppError("USAGE", "parley token create --name NAME --scopes read,write: both are needed.");
  }
  const made = await client.call("tokens.create", {
    name,
    scopes: scopes.map(wholeName),
    ...(expiresInMs === null ? {} : { expiresInMs }),
  });
  if (given.json) {
    terminal.print(JSON.stringify(made));
    return;
  }
  terminal.print(made.token);
  const { owner, scopes: held, expiresAt } = made.accessToken;
  const until = expiresAt === null ? "" : ` until ${minuteOf(expiresAt)}`;
  terminal.warn(`Acts as ${owner} with ${held.join(", ")}${until}. It is not shown again.`);
}

/** All access tokens, newest first. */
export async function listTokens({ client, terminal, given }: Context): Promise<void> {
  const { tokens } = await client.call("tokens.list", {});
  if (given.json) terminal.print(JSON.stringify({ tokens }));
  else if (tokens.length === 0) terminal.print("There are no access tokens.");
  else for (const token of tokens) terminal.print(lineOf(token));
}

/** Ends one, and what is connected with it. */
export async function revokeToken({ client, terminal, given }: Context): Promise<void> {
  const id = given.command[2];
  if (id === undefined) throw new AppError("USAGE", "Which one? parley token revoke ID; parley token list shows them.");
  const revoked = await client.call("tokens.revoke", { id });
  terminal.print(given.json ? JSON.stringify(revoked) : `${revoked.accessToken.name} opens nothing any more.`);
}

/** `read` for `operator.read`. */
function wholeName(scope: string): ScopeName {
  const name = scope.includes(".") ? scope : `operator.${scope}`;
  if (isScope(name)) return name;
  throw new AppError("USAGE", `There is no scope ${scope}: ${scopeNames.map(shortName).join(", ")}.`);
}

function shortName(scope: string): string {
  return scope.replace("operator.", "");
}

function minuteOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function lineOf(token: ResultOf<"tokens.list">["tokens"][number]): string {
  const scopes = token.scopes.map(shortName).join(",");
  return `${token.id}  ${token.name}  ${scopes}  ${token.owner}  made ${minuteOf(token.createdAt)}, ${stateOf(token)}`;
}

function stateOf({ lastUsedAt, expiresAt, revokedAt }: ResultOf<"tokens.list">["tokens"][number]): string {
  if (revokedAt !== null) return `${revokedAt === expiresAt ? "expired" : "revoked"} ${minuteOf(revokedAt)}`;
  const used = lastUsedAt === null ? "never used" : `used ${minuteOf(lastUsedAt)}`;
  return expiresAt === null ? used : `${used}, expires ${minuteOf(expiresAt)}`;
}
