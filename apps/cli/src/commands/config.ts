import { readFileSync } from "node:fs";
import { AppError, messageOf } from "@parley/kernel";
import type { ResultOf } from "@parley/protocol";
import type { Context } from "../context.ts";

/** The file of settings, or one of them; secrets are left out. */
export async function getConfig({ client, terminal, given }: Context): Promise<void> {
  const [, , name] = given.command;
  const found = await client.call("config.get", {});
  if (name !== undefined && !Object.hasOwn(found.config, name)) {
    throw new AppError("NOT_FOUND", `The file does not say ${name}: ${found.path}`);
  }
  if (name !== undefined) terminal.print(JSON.stringify(found.config[name]));
  else if (given.json) terminal.print(JSON.stringify(found));
  else if (found.raw === null) terminal.print(`${found.path}: ${found.exists ? "cannot be shown" : "is not there"}`);
  else for (const line of found.raw.replace(/\n$/, "").split("\n")) terminal.print(line);
}

/** Changes one setting, under the hash of what stands there now. `null` takes it away. */
export async function setConfig({ client, terminal, given }: Context): Promise<void> {
  const [, , name, value] = given.command;
  if (name === undefined || value === undefined) {
    throw new AppError("USAGE", "parley config set NAME VALUE: such as port 8421; a list as JSON; null takes it away.");
  }
  const before = await client.call("config.get", {});
  const done = await client.call("config.patch", {
    raw: JSON.stringify({ [name]: readValue(value) }),
    ...(before.exists ? { baseHash: before.hash } : {}),
  });
  if (given.json) terminal.print(JSON.stringify(done));
  else if (done.noop) terminal.print("It was so before.");
  else if (done.restart.settings.includes(name)) terminal.print(`${name} is in force after the next start.`);
  else terminal.print(`${name} is in force.`);
}

/** What is wrong with a file, line by line; without one, with the server's own. */
export async function validateConfig({ client, terminal, given }: Context): Promise<void> {
  const [, , file] = given.command;
  const found = await client.call("config.validate", file === undefined ? {} : { raw: textOf(file) });
  if (given.json) terminal.print(JSON.stringify(found));
  else for (const issue of found.issues) terminal.print(lineOf(issue));
  if (!found.valid) throw new AppError("INVALID", "The settings have faults.");
  if (!given.json) terminal.print("No faults.");
}

/** As JSON where it is some, else as a text. */
function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (thrown) {
    throw new AppError("USAGE", `${file} cannot be read: ${messageOf(thrown)}`);
  }
}

function lineOf({ at, path, message }: ResultOf<"config.validate">["issues"][number]): string {
  return `${at}: ${path === "" ? message : `${path}: ${message}`}`;
}
