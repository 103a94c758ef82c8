import type { SlashCommand } from "../../../shared/slash-commands.ts";

/** What the start of a message asks for. */
export type CommandReading =
  /** An ordinary message; the first `skip` letters are not sent. */
  | { readonly kind: "message"; readonly skip: number }
  | { readonly kind: "command"; readonly command: SlashCommand; readonly argument: string; readonly skip: number }
  | { readonly kind: "unknown" | "incomplete"; readonly name: string };

/** A command is letters alone: `/usr/bin` and `/ 2` are words. `//` sends a slash. */
const commandStart = /^\/(\p{L}+)(?:\s+|$)/u;

/** Reads a message's first line for a command. */
export function readCommand(text: string, commands: readonly SlashCommand[]): CommandReading {
  if (text.startsWith("//")) return { kind: "message", skip: 1 };
  const match = commandStart.exec(text);
  const name = match?.[1]?.toLowerCase();
  if (match === null || name === undefined) return { kind: "message", skip: 0 };
  const command = commands.find((known) => known.name === name);
  if (command === undefined) return { kind: "unknown", name };
  const skip = match[0].length;
  const argument = text.slice(skip).trim();
  if (argument === "" && command.argument !== null && command.optional !== true) return { kind: "incomplete", name };
  return { kind: "command", command, argument, skip };
}

/** Commands whose name begins with what is typed. */
export const matchCommands = (commands: readonly SlashCommand[], term: string): readonly SlashCommand[] =>
  commands.filter((command) => command.name.startsWith(term.toLowerCase()));
