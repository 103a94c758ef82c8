import type { SlashCommand } from "../../../shared/slash-commands.ts";

/** What the start of a message asks for. */
export type CommandReading =
  /** An ordinary message; the first `skip` letters are not sent. */
  | { readonly kind: "message"; readonly skip: number }
  | { readonly kind: "command"; readonly command: SlashCommand; readonly argument: string; readonly skip: number }
  | { readonly kind: "unknown" | "incomplete" | "forbidden"; readonly name: string };

/** A command is letters alone: `/usr/bin` and `/ 2` are words. `//` sends a slash. */
const commandStart = /^\/(\p{L}+)(?:\s+|$)/u;

const isCalled = (command: SlashCommand, name: string): boolean =>
  command.name === name || (command.aliases?.includes(name) ?? false);

/** The command that a message begins with, where it is one. */
export function commandAt(text: string, commands: readonly SlashCommand[]): SlashCommand | null {
  const name = commandStart.exec(text)?.[1]?.toLowerCase();
  return name === undefined ? null : (commands.find((command) => isCalled(command, name)) ?? null);
}

/** Reads a message's first line for a command. */
export function readCommand(text: string, commands: readonly SlashCommand[], roomId: string): CommandReading {
  if (text.startsWith("//")) return { kind: "message", skip: 1 };
  const match = commandStart.exec(text);
  const name = match?.[1]?.toLowerCase();
  if (match === null || name === undefined) return { kind: "message", skip: 0 };
  const command = commandAt(text, commands);
  if (command === null) return { kind: "unknown", name };
  if (command.may?.(roomId) === false) return { kind: "forbidden", name };
  const skip = match[0].length;
  const argument = text.slice(skip).trim();
  if (argument === "" && command.argument !== null && command.optional !== true) return { kind: "incomplete", name };
  return { kind: "command", command, argument, skip };
}

/** Commands that one may use whose name begins with what is typed, or one of their other names is it. */
export function matchCommands(
  commands: readonly SlashCommand[],
  term: string,
  roomId: string,
): readonly SlashCommand[] {
  const wanted = term.toLowerCase();
  return commands.filter(
    (command) =>
      command.may?.(roomId) !== false &&
      (command.name.startsWith(wanted) || (command.aliases?.includes(wanted) ?? false)),
  );
}

const pill = /\[([@#])((?:\\.|[^\]\\])*)\]\(https:\/\/matrix\.to\/#\/([^)?\s]+)(\?[^)\s]*)?\)/gu;

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/**
 * What follows a command, from the markdown that it is written in: words as they are read. Where it begins with a person
 * from the list, their id (who is meant by a name is the command's to find out); rooms as links.
 */
export function argumentOf(markdown: string, { person }: Pick<SlashCommand, "person">): string {
  return markdown
    .replace(pill, (whole, sign: string, name: string, id: string, via: string | undefined, at: number) => {
      if (sign === "#") return `https://matrix.to/#/${id}${via ?? ""}`;
      return person !== undefined && at === 0 ? decoded(id) : whole.slice(1, name.length + 2);
    })
    .replace(/\\([!-/:-@[-`{-~])/gu, "$1")
    .replaceAll("\u00a0", " ")
    .trim();
}
