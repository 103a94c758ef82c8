import { AppError, createSecret } from "@parley/kernel";
import type { Context } from "../context.ts";

const shortest = 8;

/** A new password for an account, asked for without showing it, or made. */
export async function resetPassword({ client, terminal, given }: Context): Promise<void> {
  const name = given.command[2];
  if (name === undefined) throw new AppError("USAGE", "Whose password? parley account reset-password NAME");
  const userId = await userIdOf(name, client);
  // A program that takes JSON and lets the password be made has nobody who could answer.
  if (!given.yes && !(given.generate && given.json)) await confirm(terminal, userId);
  const password = given.generate ? createSecret().slice(0, 24) : await ask(terminal);
  await client.call("accounts.resetPassword", { userId, password });
  const made = given.generate ? { password } : {};
  if (given.json) terminal.print(JSON.stringify({ userId, ...made }));
  else {
    terminal.print(`${userId} has a new password and is signed out everywhere.`);
    if (given.generate) terminal.print(password);
  }
}

async function userIdOf(name: string, client: Context["client"]): Promise<string> {
  if (/^@[^:]+:.+$/.test(name)) return name;
  const { serverName } = await client.call("stack.status", {});
  if (serverName === null) throw new AppError("SETUP_NEEDED", "This server has no accounts yet.");
  return `@${name.replace(/^@/, "")}:${serverName}`;
}

/** Throws USAGE unless the answer is yes. */
async function confirm(terminal: Context["terminal"], userId: string): Promise<void> {
  terminal.warn(
    `This signs out all devices of ${userId}: encrypted messages whose recovery key was not saved can never be read again.`,
  );
  if (!/^y(es)?$/i.test((await terminal.askLine("Go on? [y/N] ")).trim())) {
    throw new AppError("USAGE", "Nothing was changed. Answer y, or give --yes.");
  }
}

async function ask(terminal: Context["terminal"]): Promise<string> {
  const password = await terminal.askSecret("New password: ");
  if (password.length < shortest) throw new AppError("USAGE", `A password has at least ${shortest} characters.`);
  if ((await terminal.askSecret("Once more: ")) !== password) {
    throw new AppError("USAGE", "The two passwords differ; nothing was changed.");
  }
  return password;
}
